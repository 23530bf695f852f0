/**
 * Running scenarios from outside: real time, files and progress. Start with {@link
 * strata.sim.run.SimulationRunner}.
 *
 * <p>Invariant: nothing here is seen from within a run; the rest of the simulator, which keeps the
 * rules of determinism, never calls it.
 */
package strata.sim.run;
