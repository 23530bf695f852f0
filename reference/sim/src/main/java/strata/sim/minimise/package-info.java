/**
 * From a failing run to the smallest one that still breaks the same claim, and to the few events
 * that made it break. Start with {@link strata.sim.minimise.Minimiser}.
 *
 * <p>Invariants: a smaller schedule is taken only after a run of it broke the same claim ({@link
 * strata.sim.minimise.Claim}), never because it broke some claim; the same failing schedule leads
 * to the same smallest one, unless the patience of whoever waits ends before.
 */
package strata.sim.minimise;
