package strata.kernel.replication;

/** What a leader can say to a producer that waits for all in-sync replicas. */
public enum Acknowledgement {
    /** Not yet. */
    WAITS,
    /** Every in-sync replica has it, and they are enough. */
    DONE,
    /** Every in-sync replica has it, but they have become fewer than min.insync.replicas. */
    NOT_ENOUGH_REPLICAS_AFTER_APPEND
}
