/**
 * A cluster of several nodes in the simulator: clients that fail over as Kafka's do, what must hold
 * after every event, and the scenarios. Start with {@link strata.sim.cluster.ClusterScenarios} and
 * {@link strata.sim.cluster.ClusterClient}.
 *
 * <p>Invariants: the clients know only what the protocol tells them; the checks look at the nodes
 * and their disks, and change nothing.
 */
package strata.sim.cluster;
