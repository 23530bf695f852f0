package strata.broker.replica;

/**
 * How followers fetch, under Kafka's names.
 *
 * @param maxBytes {@code replica.fetch.max.bytes}: of one partition
 * @param minBytes {@code replica.fetch.min.bytes}
 * @param waitMaxMs {@code replica.fetch.wait.max.ms}
 * @param responseMaxBytes {@code replica.fetch.response.max.bytes}
 * @param backoffMs {@code replica.fetch.backoff.ms}: the longest pause after an error
 * @param timeoutMs {@code replica.socket.timeout.ms}: a leader that is silent for longer is given
 *     up
 */
public record FetcherSettings(
        int maxBytes,
        int minBytes,
        int waitMaxMs,
        int responseMaxBytes,
        long backoffMs,
        long timeoutMs) {
    // The first pause; each further one is twice as long.
    private static final long FIRST_BACKOFF_MS = 25;

    /**
     * How long to pause.
     *
     * @param failures in a row, at least 1
     */
    long backoffMs(int failures) {
        long ms = FIRST_BACKOFF_MS << Math.min(failures - 1, 16);
        return Math.min(ms, backoffMs);
    }
}
