package strata.kernel.transactions;

/** Who has made a batch that a leader is to append. */
public enum BatchOrigin {
    /** A client: epoch, sequences and duplicates are looked at. */
    CLIENT,
    /**
     * A group coordinator, on behalf of a client: the batch has no sequences (-1), and only the
     * epoch and the transaction are looked at.
     */
    COORDINATOR
}
