/**
 * The contract of layer 3: replication. One replica of a partition is a {@link
 * strata.kernel.replication.FollowerReplica} or a {@link strata.kernel.replication.LeaderReplica};
 * both stand on the partition's {@link strata.kernel.replication.LeaderEpochs}. Who leads is
 * decided by the controller with {@link strata.kernel.replication.ElectionRules} and {@link
 * strata.kernel.replication.FencingRules}; who is the controller, by {@link
 * strata.kernel.replication.Quorum}. Read {@link strata.kernel.replication.ReplicationLayer} first.
 *
 * <p>Everything here is driven: no class of the layer has a clock, a timer or a connection. It is
 * told what has happened and at what time, and says what to do.
 *
 * <p>The words: a replica's <em>log end</em> is the offset that its next record will get. The
 * <em>ISR</em> is the set of replicas that are in sync with the leader. The <em>high watermark</em>
 * is the offset below which every record is on all of them: it is committed, and readers see it. A
 * <em>leader epoch</em> counts a partition's leaders; a <em>partition epoch</em> counts the states
 * that the controller gave it; a <em>broker epoch</em> counts registrations of brokers.
 */
package strata.kernel.replication;
