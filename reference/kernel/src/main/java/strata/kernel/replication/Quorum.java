package strata.kernel.replication;

import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * A node's part in the quorum that replicates the metadata log: Raft (Ongaro and Ousterhout 2014),
 * as KRaft does it (KIP-595): the followers pull, and what a follower has it says by what it asks
 * for. The leader of the quorum is the active controller.
 *
 * <p>It is driven: whoever drives it carries out what it says ({@link Say}), makes the fetch that
 * {@link #fetch} names, one at a time, flushes the log and tells so, and looks at {@link #status}
 * and {@link #deadlineMs} after each call: the deadline may be now.
 *
 * <p>Invariants, over all members and all crashes: at most one leader an epoch; no voter votes for
 * two in an epoch; an epoch never goes back; an entry below anyone's high watermark is in the log
 * of every later leader; the high watermark never goes back at a node while it runs. To that end
 * epoch and vote are durable before any method returns that has changed them; and only what is
 * flushed counts for the high watermark.
 */
public interface Quorum {
    /**
     * To be said to another member.
     *
     * @param to a voter
     */
    record Say(NodeId to, QuorumAsk ask) {}

    /** Where this node stands. */
    QuorumStatus status();

    /**
     * When {@link #tick} wants to be called, and {@link #fetch} after it; monotonic milliseconds,
     * {@link Long#MAX_VALUE} for never.
     */
    long deadlineMs();

    /**
     * Time has passed. A follower without its leader's answer for the fetch timeout becomes
     * prospective, a prospective or candidate whose time is up tries again after a pause drawn by
     * chance, a leader without a majority's fetches resigns. A prospective that lost and still
     * knows a leader of its epoch follows it again. A voter that has just started without knowing a
     * leader seeks election soon: asking for pre-votes disturbs nobody. The only voter leads at its
     * first tick. Calling it early has no effect.
     */
    List<Say> tick(long nowMs);

    /**
     * Another member says something; the answer may leave once this returns.
     *
     * <p>Of any epoch later than the own one it takes notice first: the node moves to that epoch
     * with no vote given, and as follower if the leader speaks. A pre-vote's epoch counts, too: one
     * that has raised its epoch in vain could follow nobody of an older one.
     *
     * <p>A vote is granted in the own epoch when the node is a voter, knows no leader of the epoch,
     * has voted for nobody else in it, and the candidate's log is at least as up to date as its own
     * ({@link OffsetAndEpoch#compareTo}). Granting gives the candidate time: the node draws anew
     * how long it waits for a leader. A pre-vote is granted whomever it has voted for, and though
     * it knows a leader, unless it leads itself or has heard its leader within the fetch timeout;
     * it changes nothing.
     *
     * <p>At the end of an epoch the first of the successors seeks election at once, each later one
     * after twice the wait of the one before.
     */
    QuorumSays heard(NodeId from, QuorumAsk ask, long nowMs);

    /** A member has answered. */
    List<Say> answered(NodeId from, QuorumAsk asked, QuorumSays answer, long nowMs);

    /**
     * What was asked of a member got no answer. A member that is dead for certain counts as one
     * that will not answer: it is asked again only after the retry backoff.
     */
    void unanswered(NodeId from, QuorumAsk asked, boolean dead, long nowMs);

    /**
     * The fetch that is to be made now.
     *
     * @return null when there is none: for a leader, one that seeks election, or while the retry
     *     backoff runs
     */
    @Nullable
    QuorumFetch fetch(long nowMs);

    /**
     * The answer to a fetch: the log is appended to or cut. What was appended counts as had by this
     * node, and is asked beyond of, only once it is {@link #flushed}.
     */
    QuorumFetched fetched(QuorumFetch asked, QuorumAnswer answer, long nowMs);

    /**
     * A fetch got no answer.
     *
     * @param dead whether the one that was asked is dead for certain: a voter whose leader it was
     *     does not wait for the fetch timeout then
     */
    void fetchFailed(QuorumFetch asked, boolean dead, long nowMs);

    /** A piece of the snapshot that was asked for arrived: an answer of the leader. */
    void snapshotPieceArrived(long nowMs);

    /** A snapshot that was asked for is installed: the log begins and ends at its end. */
    void snapshotInstalled(OffsetAndEpoch id, long nowMs);

    /**
     * Somebody fetches from this node.
     *
     * <p>A leader counts what a voter has: everything below its fetch offset. The high watermark is
     * the greatest offset that a majority of the voters has, the leader's own flushed end among
     * them; it rises only to an offset above the start of the leader's epoch (Raft section 5.4.2:
     * an entry of an older epoch is never committed by counting). To a follower that it has nothing
     * new for it answers after the fetch's waiting time, or when the high watermark has moved
     * beyond what that follower was told.
     *
     * @param replica a voter or an observer
     */
    QuorumFetchVerdict fetchedBy(NodeId replica, FetchPosition position, long nowMs);

    /**
     * Somebody asks for a piece of a snapshot; of a voter it counts as a sign of life.
     *
     * @return {@code NONE}, or as {@link QuorumFetchVerdict.Refused}
     */
    ErrorCode snapshotFetchedBy(NodeId replica, int currentLeaderEpoch, long nowMs);

    /**
     * The leader appended to the log; counts once it is {@link #flushed}.
     *
     * @throws strata.kernel.Check.CheckFailed when this node does not lead
     */
    void appended(long nowMs);

    /**
     * More of the log is durable.
     *
     * @return whether the high watermark moved
     */
    boolean flushed(long nowMs);

    /** Gives leadership up, as before a shutdown; not the leader: no effect. */
    List<Say> resign(long nowMs);

    /**
     * What a leader knows of those who fetch from it, itself included; empty where it does not
     * lead. Of itself it tells its log end, and no times.
     */
    Map<NodeId, Member> members();

    /**
     * A member as the leader sees it.
     *
     * @param logEndOffset -1 when it has not fetched yet
     * @param lastFetchMs monotonic; -1 for never
     * @param lastCaughtUpMs monotonic; -1 for never
     */
    record Member(boolean voter, long logEndOffset, long lastFetchMs, long lastCaughtUpMs) {}
}
