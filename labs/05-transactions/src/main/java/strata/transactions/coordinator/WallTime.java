package strata.transactions.coordinator;

/**
 * Wall time, for records that follow from the passing of monotonic time. It is told with every
 * command, and goes on from there.
 */
final class WallTime {
    private boolean told;
    private long aheadMs;

    /** It is so late by the wall, and by the monotonic clock. */
    void told(long wallMs, long nowMs) {
        told = true;
        aheadMs = wallMs - nowMs;
    }

    /**
     * Milliseconds since 1970.
     *
     * @param leastMs what has happened already, so it is no earlier; where no command has come yet,
     *     nothing else is known
     */
    long at(long nowMs, long leastMs) {
        return told ? Math.max(leastMs, nowMs + aheadMs) : leastMs;
    }
}
