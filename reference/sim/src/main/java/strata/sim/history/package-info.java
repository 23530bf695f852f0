/**
 * What clients did and saw in a run, checked as it comes in: a run stops at the event that broke a
 * claim. Start with {@link strata.sim.history.History}. What is told here is written down, too, for
 * the check of the whole when the run is over, in {@link strata.sim.check}.
 *
 * <p>Invariant: it knows only what a client can know; it never looks inside a node or on its disk.
 */
package strata.sim.history;
