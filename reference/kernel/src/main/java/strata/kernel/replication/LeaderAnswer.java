package strata.kernel.replication;

import java.nio.ByteBuffer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/**
 * What a leader answers to a follower's fetch.
 *
 * @param highWatermark the leader's; -1 on an error
 * @param logStartOffset the leader's; -1 on an error
 * @param diverging the end, in the leader's log, of the greatest epoch that is not above the
 *     follower's last fetched one, when the follower's log is not a prefix of the leader's; null
 *     when it is, as far as the leader can see
 * @param batches from the fetch offset on, as they came over the wire; null for none
 */
public record LeaderAnswer(
        ErrorCode error,
        long highWatermark,
        long logStartOffset,
        @Nullable EpochEnd diverging,
        @Nullable ByteBuffer batches) {
    /** An error. */
    public static LeaderAnswer failed(ErrorCode error) {
        return new LeaderAnswer(error, -1L, -1L, null, null);
    }
}
