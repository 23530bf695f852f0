package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;

/** DeleteRecords (key 21): raises the log start offset of partitions (KIP-107). */
public final class DeleteRecords {
    /** The offset that stands for the high watermark: delete all that a reader can see. */
    public static final long HIGH_WATERMARK = -1L;

    private DeleteRecords() {}

    /**
     * @param timeoutMs how long the client waits
     */
    public record Request(List<TopicDeletion> topics, int timeoutMs)
            implements strata.kernel.request.Request {}

    public record TopicDeletion(String topic, List<PartitionDeletion> partitions) {}

    /**
     * @param beforeOffset records below it go; or {@link #HIGH_WATERMARK}
     */
    public record PartitionDeletion(int partition, long beforeOffset) {}

    public record Response(List<TopicResult> topics) implements strata.kernel.request.Response {}

    public record TopicResult(String topic, List<PartitionResult> partitions) {}

    /**
     * @param lowWatermark the least log start offset of the partition's replicas; -1 on an error
     */
    public record PartitionResult(int partition, long lowWatermark, ErrorCode error) {

        /** Records that were not deleted. */
        public static PartitionResult failed(int partition, ErrorCode error) {
            return new PartitionResult(partition, -1L, error);
        }
    }
}
