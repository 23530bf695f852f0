package strata.kernel.transactions;

/**
 * How coordinators behave, with Kafka's keys. Milliseconds.
 *
 * @param maxTimeoutMs {@code transaction.max.timeout.ms}: clients may not ask for more
 * @param idExpirationMs {@code transactional.id.expiration.ms}: an id that has not changed for so
 *     long, and has no transaction, is forgotten
 * @param markerRetryMs how long a partition that could not take its marker is left alone
 */
public record TransactionSettings(int maxTimeoutMs, long idExpirationMs, int markerRetryMs) {
    /** Kafka's defaults. */
    public static final TransactionSettings DEFAULT =
            new TransactionSettings(900_000, 604_800_000L, 100);
}
