package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;

/** Metadata (key 3): where the brokers and partitions are. */
public final class Metadata {
    private Metadata() {}

    /**
     * @param topics which; null for all
     * @param allowAutoTopicCreation whether the client lets missing topics be created
     */
    public record Request(@Nullable List<TopicRef> topics, boolean allowAutoTopicCreation)
            implements strata.kernel.request.Request {}

    /**
     * @param controllerId null when there is none
     */
    public record Response(
            List<Broker> brokers,
            String clusterId,
            @Nullable NodeId controllerId,
            List<TopicDescription> topics)
            implements strata.kernel.request.Response {}

    /**
     * @param host as clients are to connect to it ({@code advertised.listeners})
     * @param rack {@code broker.rack}; null for none
     */
    public record Broker(NodeId id, String host, int port, @Nullable String rack) {}

    /**
     * @param name null when asked by an id that is not known
     * @param id {@link TopicId#ZERO} when asked by a name that is not known
     */
    public record TopicDescription(
            ErrorCode error,
            @Nullable String name,
            TopicId id,
            boolean isInternal,
            List<PartitionDescription> partitions) {}

    /**
     * @param leader null while there is none
     * @param leaderEpoch counts the partition's leaders
     */
    public record PartitionDescription(
            ErrorCode error,
            int partition,
            @Nullable NodeId leader,
            int leaderEpoch,
            List<NodeId> replicas,
            List<NodeId> isr,
            List<NodeId> offlineReplicas) {}
}
