/**
 * Those who use a node in a run: they speak the kernel's requests over simulated connections, and
 * tell the history what they did and saw. Start with {@link strata.sim.client.Producer}.
 *
 * <p>Invariant: they draw from chances of their own, one per client.
 */
package strata.sim.client;
