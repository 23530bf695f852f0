/**
 * Scenarios, and running one seed of one. Start with {@link strata.sim.scenario.Scenario}, then
 * {@link strata.sim.scenario.ScenarioRun}.
 *
 * <p>Invariant: a run is a function of its scenario and its fault schedule, which holds the seed.
 */
package strata.sim.scenario;
