/**
 * The simulated network as Kafka sees it: connections. Start with {@link strata.sim.net.Network},
 * then {@link strata.sim.net.Connection}.
 *
 * <p>Invariants: within a connection each way is first in, first out; nothing crosses a way while
 * it is cut; whoever opened a connection learns of its loss once. How long a message takes is keyed
 * by its way and its number there, so a message more or less elsewhere shifts nothing.
 */
package strata.sim.net;
