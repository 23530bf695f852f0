package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;

/** OffsetDelete (key 47): committed offsets of topics that nobody in the group reads. */
public final class OffsetDelete {
    private OffsetDelete() {}

    public record Request(String groupId, List<Topic> topics)
            implements strata.kernel.request.Request {}

    public record Topic(String topic, List<Integer> partitions) {}

    /**
     * @param error of the group as a whole; then there are no topics
     */
    public record Response(ErrorCode error, List<TopicResult> topics)
            implements strata.kernel.request.Response {}

    public record TopicResult(String topic, List<PartitionResult> partitions) {}

    public record PartitionResult(int partition, ErrorCode error) {}
}
