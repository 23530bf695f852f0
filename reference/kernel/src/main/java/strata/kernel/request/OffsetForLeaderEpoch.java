package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;

/**
 * OffsetForLeaderEpoch (key 23): where an epoch ends, so that a reader notices that the log it read
 * has been cut (KIP-101, KIP-320).
 */
public final class OffsetForLeaderEpoch {
    private OffsetForLeaderEpoch() {}

    /**
     * @param replicaId the follower that asks; negative for a consumer
     */
    public record Request(int replicaId, List<TopicQuery> topics)
            implements strata.kernel.request.Request {}

    public record TopicQuery(String topic, List<PartitionQuery> partitions) {}

    /**
     * @param currentLeaderEpoch what the client believes (KIP-320); -1 for none
     * @param leaderEpoch the epoch whose end is asked for
     */
    public record PartitionQuery(int partition, int currentLeaderEpoch, int leaderEpoch) {}

    public record Response(List<TopicResult> topics) implements strata.kernel.request.Response {}

    public record TopicResult(String topic, List<PartitionResult> partitions) {}

    /**
     * @param leaderEpoch the last one at or below the epoch asked for; -1 when there is none
     * @param endOffset where that one ends; -1 when there is none
     */
    public record PartitionResult(int partition, ErrorCode error, int leaderEpoch, long endOffset) {

        /** No epoch. */
        public static PartitionResult failed(int partition, ErrorCode error) {
            return new PartitionResult(partition, error, -1, -1L);
        }
    }
}
