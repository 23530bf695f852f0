package strata.broker.replica;

import strata.broker.Partition;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.Fetch;

/**
 * One partition of a fetch session: what its reader asks for, and what it was told last.
 *
 * <p>Invariant: where it is not due, its reader has been told all there is: there is nothing to
 * read at its offset, and the high watermark and the log start are those it knows.
 */
public final class SessionPartition {
    private final FetchSession session;
    private final TopicRef topic;
    private Fetch.PartitionFetch asked;
    // Null where there is no such replica here, as far as was looked.
    private @Nullable Partition partition;
    private boolean due;
    private long toldHighWatermark = -1;
    private long toldLogStartOffset = -1;
    // Who last judged it, which of the session's fetches, and how; of a follower's.
    private @Nullable LeaderReplica judge;
    private long judgedFetch = -1;
    private @Nullable FetchVerdict verdict;

    SessionPartition(FetchSession session, TopicRef topic, Fetch.PartitionFetch asked) {
        this.session = session;
        this.topic = topic;
        this.asked = asked;
        // A follower says what it knows (KIP-1166).
        if (asked.highWatermark() != Fetch.PartitionFetch.ANY_HIGH_WATERMARK) {
            toldHighWatermark = asked.highWatermark();
        }
    }

    /** Whose it is. */
    public FetchSession session() {
        return session;
    }

    public TopicRef topic() {
        return topic;
    }

    /** What its reader asks for. */
    public Fetch.PartitionFetch asked() {
        return asked;
    }

    void ask(Fetch.PartitionFetch changed) {
        asked = changed;
    }

    /** The replica; null where there is none, as far as was looked. */
    public @Nullable Partition partition() {
        return partition;
    }

    /** Reads this replica from now on, and hears of its news. */
    public void reads(Partition found) {
        forgetPartition();
        partition = found;
        found.readers().add(this);
    }

    /** Reads it no more. */
    public void forgetPartition() {
        if (partition != null) {
            partition.readers().remove(this);
            partition = null;
        }
        judge = null;
        verdict = null;
    }

    /** Whether there may be something that its reader was not told. */
    public boolean isDue() {
        return due;
    }

    void due(boolean isDue) {
        due = isDue;
    }

    /** The high watermark that its reader knows; -1 for none. */
    public long toldHighWatermark() {
        return toldHighWatermark;
    }

    /** The log start that its reader knows; -1 for none. */
    public long toldLogStartOffset() {
        return toldLogStartOffset;
    }

    void told(long highWatermark, long logStartOffset) {
        toldHighWatermark = highWatermark;
        toldLogStartOffset = logStartOffset;
    }

    /** A follower's position. */
    public FetchPosition position() {
        return new FetchPosition(
                asked.fetchOffset(),
                asked.currentLeaderEpoch(),
                asked.lastFetchedEpoch(),
                asked.logStartOffset());
    }

    /** What this leader said to the session's last fetch; null while it has said nothing. */
    public @Nullable FetchVerdict verdictOf(LeaderReplica leader) {
        return leader.equals(judge) && judgedFetch == session.fetchNumber() ? verdict : null;
    }

    /** A leader has judged the session's last fetch. */
    public void judged(LeaderReplica leader, FetchVerdict said) {
        judge = leader;
        judgedFetch = session.fetchNumber();
        verdict = said;
    }
}
