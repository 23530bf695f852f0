/**
 * What goes wrong in a run: how much of it may ({@link strata.sim.fault.FaultBudget}, to be read
 * first), and what does ({@link strata.sim.fault.FaultSchedule}).
 *
 * <p>Invariant: all faults of a run are drawn before it begins, from a chance of their own.
 */
package strata.sim.fault;
