package strata.kernel.transactions;

/**
 * A transaction that was aborted in a partition: an entry of its {@code .txnindex}.
 *
 * @param firstOffset of its first record there
 * @param lastOffset of its marker
 * @param lastStableOffset as it was once the marker had been written: no transaction whose marker
 *     comes later begins below it. The search of a reader ends at an entry that reaches what it
 *     reads
 */
public record AbortedTransaction(
        long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
