package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.Fetch;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;

/** Tells clients that asked the wrong node who leads a partition, and where that is (KIP-951). */
final class Leadership {
    private final MetadataImage image;

    Leadership(MetadataImage image) {
        this.image = image;
    }

    /** Null for a partition that is not there. */
    @Nullable
    LeaderAndEpoch leader(TopicRef ref, int partition) {
        TopicState topic = image.topic(ref);
        if (topic == null || partition < 0 || partition >= topic.partitions().size()) {
            return null;
        }
        PartitionChanged state = topic.partitions().get(partition);
        return new LeaderAndEpoch(state.leader(), state.leaderEpoch());
    }

    /** What to say to a producer whose partition is not led here any more. */
    Produce.PartitionResult notLeader(Partition partition) {
        TopicRef topic = TopicRef.identified(partition.topicId());
        int number = partition.name().partition();
        LeaderAndEpoch leader = leader(topic, number);
        // As of a partition that is gone altogether.
        ErrorCode error =
                leader == null
                        ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                        : ErrorCode.NOT_LEADER_OR_FOLLOWER;
        Produce.PartitionResult failed = Produce.PartitionResult.failed(number, error, null);
        return leader == null ? failed : failed.withLeader(leader);
    }

    /** A producer's answer, with where the leaders are that it names. */
    Produce.Response answer(List<Produce.TopicResult> topics) {
        Map<NodeId, Metadata.Broker> endpoints = null;
        for (Produce.TopicResult topic : topics) {
            for (Produce.PartitionResult partition : topic.partitions()) {
                endpoints = with(endpoints, partition.currentLeader());
            }
        }
        return new Produce.Response(topics, listed(endpoints));
    }

    /** Where the leaders are that an answer to a fetch names. */
    List<Metadata.Broker> endpoints(List<Fetch.TopicResult> topics) {
        Map<NodeId, Metadata.Broker> endpoints = null;
        for (Fetch.TopicResult topic : topics) {
            for (Fetch.PartitionResult partition : topic.partitions()) {
                endpoints = with(endpoints, partition.currentLeader());
            }
        }
        return listed(endpoints);
    }

    private static List<Metadata.Broker> listed(@Nullable Map<NodeId, Metadata.Broker> endpoints) {
        return endpoints == null ? List.of() : new ArrayList<>(endpoints.values());
    }

    private @Nullable Map<NodeId, Metadata.Broker> with(
            @Nullable Map<NodeId, Metadata.Broker> endpoints, @Nullable LeaderAndEpoch leader) {
        NodeId id = leader == null ? null : leader.leader();
        BrokerRegistered broker = id == null ? null : image.broker(id);
        if (id == null || broker == null) {
            return endpoints;
        }
        Map<NodeId, Metadata.Broker> more = endpoints == null ? new LinkedHashMap<>() : endpoints;
        more.put(id, new Metadata.Broker(id, broker.host(), broker.port(), broker.rack()));
        return more;
    }
}
