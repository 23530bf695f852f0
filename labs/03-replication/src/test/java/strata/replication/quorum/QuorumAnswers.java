package strata.replication.quorum;

import strata.kernel.NodeId;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumAsk;

/** What the student's quorum answers to the questions of step 3.9. */
public final class QuorumAnswers {
    private QuorumAnswers() {}

    /** What is committed by the ends of all voters. */
    public static long highWatermark(long epochStart, long present, long... endOffsets) {
        return CommitRule.highWatermark(endOffsets, epochStart, present);
    }

    /** Whether a voter of epoch 5 that has not voted yet votes for a candidate. */
    public static boolean votes(OffsetAndEpoch own, OffsetAndEpoch candidates) {
        QuorumAsk.Vote ask = new QuorumAsk.Vote(5, new NodeId(2), candidates, false);
        return VotingRule.grants(ask, ElectionState.of(5), own, false);
    }
}
