package strata.kernel.replication;

import strata.kernel.ErrorCode;

/** What the quorum's leader, or one that is none, says to a fetch of the metadata log. */
public sealed interface QuorumFetchVerdict {
    /**
     * It may read.
     *
     * @param highWatermarkMoved whether this fetch moved the high watermark
     */
    record Serve(boolean highWatermarkMoved) implements QuorumFetchVerdict {}

    /** Its log is no prefix of the leader's. */
    record Diverging(EpochEnd end) implements QuorumFetchVerdict {}

    /** What it asks for is only in a snapshot. */
    record Snapshot(OffsetAndEpoch id) implements QuorumFetchVerdict {}

    /**
     * {@code NOT_LEADER_OR_FOLLOWER} when it does not lead; {@code FENCED_LEADER_EPOCH}, {@code
     * UNKNOWN_LEADER_EPOCH}.
     */
    record Refused(ErrorCode error) implements QuorumFetchVerdict {}
}
