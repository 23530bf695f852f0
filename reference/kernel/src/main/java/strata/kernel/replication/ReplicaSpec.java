package strata.kernel.replication;

import strata.kernel.NodeId;
import strata.kernel.TopicPartition;
import strata.kernel.Trace;

/**
 * Whose replica.
 *
 * @param self the broker it is on
 */
public record ReplicaSpec(
        TopicPartition partition, NodeId self, ReplicaLog log, LeaderEpochs epochs, Trace trace) {}
