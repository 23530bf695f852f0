/**
 * What clients did and saw in a run, and the checks over it. Start with {@link
 * strata.sim.history.History}.
 *
 * <p>Invariant: it knows only what a client can know; it never looks inside a node or on its disk.
 */
package strata.sim.history;
