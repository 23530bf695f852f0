package strata.kernel.request;

/** What of transactions a client's version of Produce or TxnOffsetCommit knows (KIP-890). */
public enum TransactionSupport {
    /** Neither of the others: a partition that was not added is INVALID_TXN_STATE. */
    OLD,
    /** It knows TRANSACTION_ABORTABLE: Produce 11, TxnOffsetCommit 4. */
    ABORTABLE,
    /**
     * Transactions of version 2: the broker adds the partition to the transaction, the client does
     * not: Produce 12, TxnOffsetCommit 5.
     */
    ADDS_PARTITIONS
}
