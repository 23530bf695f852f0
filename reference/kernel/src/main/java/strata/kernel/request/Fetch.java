package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
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
     * @param brokerEpoch of the follower that asks (KIP-903); -1 for none
     * @param forgotten what the session is to leave out from now on (KIP-227)
     * @param rackId the consumer's rack (KIP-392); empty for none
     * @param clusterId of the metadata log's replica that asks (KIP-595); null for not told
     */
    public record Request(
            int replicaId,
            int maxWaitMs,
            int minBytes,
            int maxBytes,
            IsolationLevel isolation,
            int sessionId,
            int sessionEpoch,
            List<TopicFetch> topics,
            long brokerEpoch,
            List<ForgottenTopic> forgotten,
            String rackId,
            @Nullable String clusterId)
            implements strata.kernel.request.Request {
        /** A consumer's. */
        public Request(
                int replicaId,
                int maxWaitMs,
                int minBytes,
                int maxBytes,
                IsolationLevel isolation,
                int sessionId,
                int sessionEpoch,
                List<TopicFetch> topics) {
            this(
                    replicaId,
                    maxWaitMs,
                    minBytes,
                    maxBytes,
                    isolation,
                    sessionId,
                    sessionEpoch,
                    topics,
                    -1L,
                    List.of(),
                    "",
                    null);
        }
    }

    public record TopicFetch(TopicRef topic, List<PartitionFetch> partitions) {}

    /**
     * @param currentLeaderEpoch what the client believes (KIP-320); -1 for none
     * @param lastFetchedEpoch of the last batch a follower has (KIP-595); -1 for none
     * @param logStartOffset a follower's own; -1 for a consumer
     * @param maxBytes for this partition
     * @param highWatermark the one that the replica knows: a lower one than the leader's is worth
     *     an answer without records (KIP-1166); {@link #ANY_HIGH_WATERMARK} for not told
     */
    public record PartitionFetch(
            int partition,
            int currentLeaderEpoch,
            long fetchOffset,
            int lastFetchedEpoch,
            long logStartOffset,
            int maxBytes,
            long highWatermark) {
        public static final long ANY_HIGH_WATERMARK = Long.MAX_VALUE;

        public PartitionFetch(
                int partition,
                int currentLeaderEpoch,
                long fetchOffset,
                int lastFetchedEpoch,
                long logStartOffset,
                int maxBytes) {
            this(
                    partition,
                    currentLeaderEpoch,
                    fetchOffset,
                    lastFetchedEpoch,
                    logStartOffset,
                    maxBytes,
                    ANY_HIGH_WATERMARK);
        }
    }

    public record ForgottenTopic(TopicRef topic, List<Integer> partitions) {}

    /**
     * @param error of the whole request
     * @param sessionId 0 for none
     * @param endpoints where the leaders are that {@link PartitionResult#currentLeader} names
     */
    public record Response(
            ErrorCode error,
            int sessionId,
            List<TopicResult> topics,
            List<Metadata.Broker> endpoints)
            implements strata.kernel.request.Response {
        public Response(ErrorCode error, int sessionId, List<TopicResult> topics) {
            this(error, sessionId, topics, List.of());
        }
    }

    public record TopicResult(TopicRef topic, List<PartitionResult> partitions) {}

    /**
     * @param highWatermark -1 on an error
     * @param lastStableOffset -1 on an error
     * @param logStartOffset -1 on an error
     * @param abortedTransactions for read_committed; null for none asked
     * @param records the batches; null for none. Whoever sends or drops the answer releases it
     * @param divergingEpoch the follower's log went another way: where (KIP-595); null if not
     * @param currentLeader for one who asked the wrong node or in a wrong epoch; null for not told
     * @param snapshot what the follower must read first, as the log begins later (KIP-630); null
     *     for none
     * @param preferredReadReplica where a consumer should rather read (KIP-392); null for here
     */
    public record PartitionResult(
            int partition,
            ErrorCode error,
            long highWatermark,
            long lastStableOffset,
            long logStartOffset,
            @Nullable List<AbortedTransaction> abortedTransactions,
            @Nullable FileSlice records,
            @Nullable EpochEndOffset divergingEpoch,
            @Nullable LeaderAndEpoch currentLeader,
            @Nullable EpochEndOffset snapshot,
            @Nullable NodeId preferredReadReplica) {
        public PartitionResult(
                int partition,
                ErrorCode error,
                long highWatermark,
                long lastStableOffset,
                long logStartOffset,
                @Nullable List<AbortedTransaction> abortedTransactions,
                @Nullable FileSlice records) {
            this(
                    partition,
                    error,
                    highWatermark,
                    lastStableOffset,
                    logStartOffset,
                    abortedTransactions,
                    records,
                    null,
                    null,
                    null,
                    null);
        }

        /** The same answer with its records elsewhere. */
        public PartitionResult withRecords(@Nullable FileSlice elsewhere) {
            return new PartitionResult(
                    partition,
                    error,
                    highWatermark,
                    lastStableOffset,
                    logStartOffset,
                    abortedTransactions,
                    elsewhere,
                    divergingEpoch,
                    currentLeader,
                    snapshot,
                    preferredReadReplica);
        }

        /** The same answer, saying who leads. */
        public PartitionResult withLeader(LeaderAndEpoch leader) {
            return new PartitionResult(
                    partition,
                    error,
                    highWatermark,
                    lastStableOffset,
                    logStartOffset,
                    abortedTransactions,
                    records,
                    divergingEpoch,
                    leader,
                    snapshot,
                    preferredReadReplica);
        }

        /** The same answer, saying where the follower's log left the leader's. */
        public PartitionResult withDivergingEpoch(EpochEndOffset epoch) {
            return new PartitionResult(
                    partition,
                    error,
                    highWatermark,
                    lastStableOffset,
                    logStartOffset,
                    abortedTransactions,
                    records,
                    epoch,
                    currentLeader,
                    snapshot,
                    preferredReadReplica);
        }

        /** The same answer, sending the follower to a snapshot first. */
        public PartitionResult withSnapshot(EpochEndOffset id) {
            return new PartitionResult(
                    partition,
                    error,
                    highWatermark,
                    lastStableOffset,
                    logStartOffset,
                    abortedTransactions,
                    records,
                    divergingEpoch,
                    currentLeader,
                    id,
                    preferredReadReplica);
        }

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
