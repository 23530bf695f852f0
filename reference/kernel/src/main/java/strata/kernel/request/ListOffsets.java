package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;

/** ListOffsets (key 2): find an offset by time, or one of the special ones. */
public final class ListOffsets {
    /** The log end as readers see it: the high watermark, or the last stable offset. */
    public static final long LATEST = -1L;

    /** The log start offset. */
    public static final long EARLIEST = -2L;

    /** The record with the greatest timestamp (KIP-734). */
    public static final long MAX_TIMESTAMP = -3L;

    /** The first offset on local disk (KIP-405); without tiers, the log start offset. */
    public static final long EARLIEST_LOCAL = -4L;

    /** The last offset in the remote tier (KIP-1005); without tiers, none. */
    public static final long LATEST_TIERED = -5L;

    /** The first offset not yet in the remote tier (KIP-1023); without tiers, none. */
    public static final long EARLIEST_PENDING_UPLOAD = -6L;

    private ListOffsets() {}

    /**
     * @param replicaId -1 for a consumer
     */
    public record Request(int replicaId, IsolationLevel isolation, List<TopicQuery> topics)
            implements strata.kernel.request.Request {}

    public record TopicQuery(String topic, List<PartitionQuery> partitions) {}

    /**
     * @param currentLeaderEpoch what the client believes (KIP-320); -1 for none
     * @param timestamp milliseconds since 1970, or one of the special values above
     * @param refusal what the protocol's version alone forbids, as a special value that came later;
     *     null for nothing. The broker answers with it and looks nothing up
     */
    public record PartitionQuery(
            int partition, int currentLeaderEpoch, long timestamp, @Nullable Refusal refusal) {
        public PartitionQuery(int partition, int currentLeaderEpoch, long timestamp) {
            this(partition, currentLeaderEpoch, timestamp, null);
        }
    }

    public record Response(List<TopicResult> topics) implements strata.kernel.request.Response {}

    public record TopicResult(String topic, List<PartitionResult> partitions) {}

    /**
     * @param timestamp of the record found; -1 when none was, or for earliest and latest
     * @param offset -1 when none was found
     * @param leaderEpoch of the batch found; -1 when not known
     */
    public record PartitionResult(
            int partition, ErrorCode error, long timestamp, long offset, int leaderEpoch) {

        /** No offset. */
        public static PartitionResult failed(int partition, ErrorCode error) {
            return new PartitionResult(partition, error, -1L, -1L, -1);
        }
    }
}
