package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/** ListPartitionReassignments (key 46): which partitions are moving (KIP-455). */
public final class ListPartitionReassignments {
    private ListPartitionReassignments() {}

    /**
     * @param timeoutMs how long the client waits
     * @param topics null for all partitions
     */
    public record Request(int timeoutMs, @Nullable List<TopicQuery> topics)
            implements strata.kernel.request.Request {}

    public record TopicQuery(String topic, List<Integer> partitions) {}

    /**
     * @param topics only those with a partition that is moving
     */
    public record Response(
            ErrorCode error, @Nullable String errorMessage, List<TopicReassignments> topics)
            implements strata.kernel.request.Response {}

    public record TopicReassignments(String topic, List<Reassignment> partitions) {}

    /**
     * @param replicas all that there are now
     * @param adding those of them that are coming
     * @param removing those of them that will go
     */
    public record Reassignment(
            int partition, List<NodeId> replicas, List<NodeId> adding, List<NodeId> removing) {}
}
