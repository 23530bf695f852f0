/**
 * The broker in the simulator. Start with {@link strata.sim.broker.SingleNodeScenarios}.
 *
 * <p>Invariant: it knows the broker's constructor and its requests, and looks no deeper.
 */
package strata.sim.broker;
