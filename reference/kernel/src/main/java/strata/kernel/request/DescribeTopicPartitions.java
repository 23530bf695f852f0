package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** DescribeTopicPartitions (key 75, KIP-966): partitions in pages, with eligible replicas. */
public final class DescribeTopicPartitions {
    private DescribeTopicPartitions() {}

    /**
     * @param topics names; none for all
     * @param partitionLimit how many partitions one answer may hold
     * @param cursor where to go on; null from the start
     */
    public record Request(List<String> topics, int partitionLimit, @Nullable Cursor cursor)
            implements strata.kernel.request.Request {}

    /** The first partition of a page. */
    public record Cursor(String topic, int partition) {}

    /**
     * @param next where the next page starts; null when this was the last
     */
    public record Response(List<TopicDescription> topics, @Nullable Cursor next)
            implements strata.kernel.request.Response {}

    public record TopicDescription(
            ErrorCode error,
            String name,
            TopicId id,
            boolean isInternal,
            List<PartitionDescription> partitions) {}

    /**
     * @param eligibleLeaders replicas outside the ISR that hold all committed data (ELR)
     * @param lastKnownEligibleLeaders of a partition that lost all of those
     */
    public record PartitionDescription(
            Metadata.PartitionDescription base,
            List<NodeId> eligibleLeaders,
            List<NodeId> lastKnownEligibleLeaders) {}
}
