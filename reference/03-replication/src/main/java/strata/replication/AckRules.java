package strata.replication;

import strata.kernel.ErrorCode;
import strata.kernel.replication.Acknowledgement;

/** What {@code acks} and {@code min.insync.replicas} promise to a producer. */
final class AckRules {
    /** The {@code acks} of a producer that waits for all in-sync replicas. */
    static final short ALL = -1;

    private AckRules() {}

    /** How many in-sync replicas there must be: more than there are replicas is all of them. */
    static int required(int minInsyncReplicas, int replicaCount) {
        // LAB 3.6 return the smaller one
        return Math.min(minInsyncReplicas, replicaCount);
    }

    /**
     * Whether a producer may append: {@link strata.kernel.replication.LeaderReplica#mayAppend}.
     *
     * @param isrSize of the confirmed ISR
     */
    static ErrorCode mayAppend(short acks, int isrSize, int required) {
        // LAB 3.6 refuse only who waits for all, and only when the ISR is too small
        return acks == ALL && isrSize < required ? ErrorCode.NOT_ENOUGH_REPLICAS : ErrorCode.NONE;
    }

    /**
     * What to say to a producer that waits for all: {@link
     * strata.kernel.replication.LeaderReplica#acknowledgement}.
     *
     * @param maximalIsrSize of the ISR with those who are about to join
     */
    static Acknowledgement acknowledgement(
            long endOffset, long highWatermark, int maximalIsrSize, int required) {
        // LAB 3.6 wait for the high watermark; then say whether there were enough replicas
        if (highWatermark < endOffset) {
            return Acknowledgement.WAITS;
        }
        return maximalIsrSize < required
                ? Acknowledgement.NOT_ENOUGH_REPLICAS_AFTER_APPEND
                : Acknowledgement.DONE;
    }
}
