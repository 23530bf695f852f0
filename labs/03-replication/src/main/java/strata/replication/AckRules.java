package strata.replication;

import strata.kernel.ErrorCode;
import strata.kernel.Todo;
import strata.kernel.replication.Acknowledgement;

/** What {@code acks} and {@code min.insync.replicas} promise to a producer. */
final class AckRules {
    /** The {@code acks} of a producer that waits for all in-sync replicas. */
    static final short ALL = -1;

    private AckRules() {}

    /**
     * Whether a producer may append: {@link strata.kernel.replication.LeaderReplica#mayAppend}.
     *
     * @param isrSize of the confirmed ISR
     * @param required how many replicas must be in sync: {@link InSyncReplicas#required}
     */
    static ErrorCode mayAppend(short acks, int isrSize, int required) {
        throw Todo.step("3.6", "refuse only who waits for all, and only when the ISR is too small");
    }

    /**
     * What to say to a producer that waits for all: {@link
     * strata.kernel.replication.LeaderReplica#acknowledgement}.
     *
     * @param endOffset one more than the last record's offset
     * @param maximalIsrSize of the ISR with those who are about to join
     * @param required as for {@link #mayAppend}
     */
    static Acknowledgement acknowledgement(
            long endOffset, long highWatermark, int maximalIsrSize, int required) {
        throw Todo.step(
                "3.6", "wait for the high watermark; then say whether there were enough replicas");
    }
}
