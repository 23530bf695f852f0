package strata.replication.quorum;

import strata.kernel.RandomSource;
import strata.kernel.replication.QuorumTimeouts;

/**
 * How long is waited in elections: each time is drawn by chance, so that two that failed together
 * do not fail together again (Raft section 5.2).
 */
final class ElectionTimes {
    private static final long BACKOFF_MS = 100;
    private static final int DOUBLINGS_MAX = 10;

    private final QuorumTimeouts timeouts;
    private final RandomSource random;

    ElectionTimes(QuorumTimeouts timeouts, RandomSource random) {
        this.timeouts = timeouts;
        this.random = random;
    }

    /** How long a candidate waits for votes, or one without a leader for a leader. */
    long electionMs() {
        return timeouts.electionMs() + below(timeouts.electionMs());
    }

    /**
     * How long one waits that need not wait for anything: it starts, or knows that its leader is
     * dead. Enough for most elections to be over before the next one asks.
     */
    long hasteMs() {
        return below(timeouts.electionMs() / 20);
    }

    /**
     * How long one that lost waits.
     *
     * @param losses in a row, from 1
     */
    long backoffMs(int losses) {
        long most = BACKOFF_MS << Math.min(losses - 1, DOUBLINGS_MAX);
        return 1 + below(Math.min(most, timeouts.electionBackoffMaxMs()));
    }

    /**
     * How long a successor waits.
     *
     * @param position among the successors, from 0
     * @param successors how many they are
     */
    long successionMs(int position, int successors) {
        if (position == 0) {
            return 0;
        }
        long first = timeouts.electionBackoffMaxMs() >> Math.min(successors - 1, DOUBLINGS_MAX);
        return Math.min(timeouts.electionBackoffMaxMs(), first << Math.min(position - 1, 10));
    }

    /** How long a follower goes without an answer of its leader. */
    long fetchMs() {
        return timeouts.fetchMs();
    }

    /** How long a leader goes without fetches of a majority. */
    long majorityMs() {
        return timeouts.fetchMs() + timeouts.fetchMs() / 2;
    }

    /**
     * How long is waited before something is asked again.
     *
     * @param failures in a row, from 1
     * @param mostMs at most
     */
    long retryMs(int failures, long mostMs) {
        return Math.min(timeouts.retryMs() << Math.min(failures - 1, DOUBLINGS_MAX), mostMs);
    }

    private long below(long bound) {
        return bound <= 0 ? 0 : random.nextInt((int) Math.min(bound, Integer.MAX_VALUE));
    }
}
