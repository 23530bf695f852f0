package strata.kernel.replication;

import strata.kernel.ErrorCode;

/** What a leader says to a follower's fetch, before anything is read. */
public sealed interface FetchVerdict {
    /**
     * It may read.
     *
     * @param highWatermarkMoved whether this fetch moved the high watermark, so that waiting
     *     producers and readers are to be looked at
     * @param isrDue whether this follower may join the ISR now, so that {@link
     *     LeaderReplica#isrDue} has something to say
     */
    record Serve(boolean highWatermarkMoved, boolean isrDue) implements FetchVerdict {}

    /** Its log is no prefix of the leader's; nothing is read. */
    record Diverging(EpochEnd end) implements FetchVerdict {}

    /** An error is answered. */
    record Refused(ErrorCode error, String why) implements FetchVerdict {}
}
