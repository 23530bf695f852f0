package strata.kernel.transactions;

import strata.kernel.log.RecordFormat;
import strata.kernel.storage.Storage;

/**
 * Of which partition the producers are kept.
 *
 * @param directory of the partition's log in the storage, as {@code flights-0}
 * @param storage the node's disk
 * @param format reads control batches, which are never compressed
 * @param settings how long what is kept
 */
public record ProducerStatesSpec(
        String directory, Storage storage, RecordFormat format, Settings settings) {
    /**
     * With Kafka's keys; milliseconds.
     *
     * @param expirationMs {@code producer.id.expiration.ms}: a producer that has written nothing
     *     for so long, and has no open transaction, is forgotten
     * @param verifies {@code transaction.partition.verification.enable}: whether a partition's
     *     first batch of a transaction waits until the coordinator knows of the partition (KIP-890)
     */
    public record Settings(long expirationMs, boolean verifies) {
        /** Kafka's defaults. */
        public static final Settings DEFAULT = new Settings(86_400_000L, true);
    }
}
