package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** AlterPartitionReassignments (key 45): moves partitions to other brokers (KIP-455). */
public final class AlterPartitionReassignments {
    private AlterPartitionReassignments() {}

    /**
     * @param timeoutMs how long the client waits
     * @param allowReplicationFactorChange whether there may be more or fewer replicas than now
     *     (KIP-860); true before version 1
     */
    public record Request(
            int timeoutMs, boolean allowReplicationFactorChange, List<TopicReassignment> topics)
            implements strata.kernel.request.Request {}

    public record TopicReassignment(String topic, List<PartitionReassignment> partitions) {}

    /**
     * @param replicas the preferred leader first, as the numbers that the client gave: there may be
     *     no such node; null to cancel what is under way
     */
    public record PartitionReassignment(int partition, @Nullable List<Integer> replicas) {}

    /**
     * @param error of the whole request
     * @param allowReplicationFactorChange as in the request
     */
    public record Response(
            ErrorCode error,
            @Nullable String errorMessage,
            boolean allowReplicationFactorChange,
            List<TopicResult> topics)
            implements strata.kernel.request.Response {}

    public record TopicResult(String topic, List<PartitionResult> partitions) {}

    public record PartitionResult(int partition, ErrorCode error, @Nullable String errorMessage) {}
}
