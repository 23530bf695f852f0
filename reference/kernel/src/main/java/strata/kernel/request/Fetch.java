package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.storage.FileSlice;

/** Fetch (key 1): read record batches, waiting for some when there are none. */
public final class Fetch {
    private Fetch() {}

    /**
     * @param replicaId the follower that asks; -1 for a consumer
     * @param maxWaitMs answer after this time even if there is less than {@code minBytes}
     * @param minBytes answer as soon as there is this much
     * @param maxBytes of the whole answer; exceeded only by the first batch of the first partition
     * @param sessionId 0 for none (KIP-227)
     * @param sessionEpoch 0 to begin a session, -1 for none
     */
    public record Request(
            int replicaId,
            int maxWaitMs,
            int minBytes,
            int maxBytes,
            IsolationLevel isolation,
            int sessionId,
            int sessionEpoch,
            List<TopicFetch> topics)
            implements strata.kernel.request.Request {}

    public record TopicFetch(TopicRef topic, List<PartitionFetch> partitions) {}

    /**
     * @param currentLeaderEpoch what the client believes (KIP-320); -1 for none
     * @param lastFetchedEpoch of the last batch a follower has (KIP-595); -1 for none
     * @param logStartOffset a follower's own; -1 for a consumer
     * @param maxBytes for this partition
     */
    public record PartitionFetch(
            int partition,
            int currentLeaderEpoch,
            long fetchOffset,
            int lastFetchedEpoch,
            long logStartOffset,
            int maxBytes) {}

    /**
     * @param error of the whole request
     * @param sessionId 0 for none
     */
    public record Response(ErrorCode error, int sessionId, List<TopicResult> topics)
            implements strata.kernel.request.Response {}

    public record TopicResult(TopicRef topic, List<PartitionResult> partitions) {}

    /**
     * @param highWatermark -1 on an error
     * @param lastStableOffset -1 on an error
     * @param logStartOffset -1 on an error
     * @param abortedTransactions for read_committed; null for none asked
     * @param records the batches; null for none. Whoever sends or drops the answer releases it
     */
    public record PartitionResult(
            int partition,
            ErrorCode error,
            long highWatermark,
            long lastStableOffset,
            long logStartOffset,
            @Nullable List<AbortedTransaction> abortedTransactions,
            @Nullable FileSlice records) {

        /** A partition of which nothing could be read. */
        public static PartitionResult failed(int partition, ErrorCode error) {
            return new PartitionResult(partition, error, -1L, -1L, -1L, null, null);
        }
    }

    /**
     * @param firstOffset of the transaction in this partition
     */
    public record AbortedTransaction(long producerId, long firstOffset) {}
}
