package strata.kernel.transactions;

/**
 * The end of a transaction, as every one of its partitions has to hear of it.
 *
 * @param producerId whose transaction it is
 * @param producerEpoch in which the marker is written: under {@link TransactionVersion#V2} one more
 *     than that of the transaction's records
 * @param version of the client that ended it; the coordinator's own where that did
 */
public record TransactionMarker(
        String transactionalId,
        long producerId,
        short producerEpoch,
        boolean committed,
        TransactionVersion version) {}
