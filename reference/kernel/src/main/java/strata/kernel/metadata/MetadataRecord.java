package strata.kernel.metadata;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** A fact of the metadata log. Applied in offset order they give the cluster's metadata. */
public sealed interface MetadataRecord {
    /**
     * The cluster's first fact.
     *
     * @param clusterId 22 characters, as Kafka's
     */
    record ClusterCreated(String clusterId) implements MetadataRecord {}

    /**
     * A broker has registered, in place of any earlier registration of its id.
     *
     * @param brokerEpoch the offset of this fact's batch; -1 until it is stored
     */
    record BrokerRegistered(
            NodeId id, String host, int port, @Nullable String rack, long brokerEpoch)
            implements MetadataRecord {}

    /** A topic exists. Its partitions follow. */
    record TopicCreated(String name, TopicId id) implements MetadataRecord {}

    /** A topic, its partitions and its configuration are gone. */
    record TopicDeleted(TopicId id) implements MetadataRecord {}

    /**
     * A partition's state, in place of the one before.
     *
     * @param leader null while there is none
     * @param leaderEpoch counts leaders
     * @param partitionEpoch counts states (KIP-497)
     */
    record PartitionChanged(
            TopicId topicId,
            int partition,
            List<NodeId> replicas,
            List<NodeId> isr,
            @Nullable NodeId leader,
            int leaderEpoch,
            int partitionEpoch)
            implements MetadataRecord {}

    /**
     * A topic's configuration key was set.
     *
     * @param value null when it was taken back to its default
     */
    record TopicConfigChanged(TopicId topicId, String key, @Nullable String value)
            implements MetadataRecord {}
}
