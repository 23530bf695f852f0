package strata.kernel.replication;

/**
 * A replica that follows a leader: it asks for what comes after its log end, and takes what it is
 * given.
 *
 * <p>Invariants: its log is a prefix of what its leader had, once it has fetched from it; {@code
 * highWatermark <= log end}.
 */
public interface FollowerReplica {
    /** Of the leader that it follows. */
    int leaderEpoch();

    /** Records below it are committed. */
    long highWatermark();

    /** What it asks for next. */
    FetchPosition position();

    /**
     * Takes an answer.
     *
     * <ul>
     *   <li>{@code asked} is not {@link #position} any more: {@link FollowerStep.Ignored}, and
     *       nothing changes.
     *   <li>{@link LeaderAnswer#diverging} (KIP-595): the log is cut to where both agree for sure.
     *       That is the smaller of the two ends of the greatest epoch that the follower has and
     *       that is not above the leader's; where it has none so old, its log start. One round may
     *       not be enough (KIP-279): the next fetch tells. The leader epochs are cut alike. Below
     *       its high watermark it cuts all the same, since the leader decides, but says so in the
     *       trace and through {@link #truncationsBelowHighWatermark}.
     *   <li>Batches: each must be whole, of magic 2, with a good CRC-32C, at or above the log end,
     *       rising. (A log start may be in the middle of a batch: where the own log is empty, or
     *       ends where the leader's starts, the first batch may begin below the own log end and
     *       reach it. Then the own log starts anew at that batch, and its start is raised again.) A
     *       bad one and what follows it is not appended ({@link FollowerStep.Waits} with {@code
     *       CORRUPT_MESSAGE} when it is the first). A batch that is cut off at the end, as the
     *       leader's byte limit may do, is left for the next fetch. Epochs that the headers bear
     *       are entered at their batches' base offsets before the append.
     *   <li>The high watermark becomes the smaller one of the leader's and the own log end, but
     *       never falls by it; the log start rises to the leader's, as far as the high watermark.
     *   <li>{@code OFFSET_OUT_OF_RANGE}: {@link FollowerStep.AsksForRange}. {@code
     *       FENCED_LEADER_EPOCH}: {@link FollowerStep.Stops}. Any other error, {@code
     *       UNKNOWN_LEADER_EPOCH} and {@code NOT_LEADER_OR_FOLLOWER} among them: {@link
     *       FollowerStep.Waits}.
     * </ul>
     *
     * @param asked what was asked
     */
    FollowerStep fetched(FetchPosition asked, LeaderAnswer answer);

    /**
     * Takes the leader's range after {@link FollowerStep.AsksForRange}; the first that fits:
     *
     * <ul>
     *   <li>The leader's log begins above the own log end, or ends below the own log start: {@link
     *       FollowerStep.StartedAnew}, empty, where it begins, which is the high watermark then,
     *       too.
     *   <li>It ends below the own log end: cut to its end, as with {@link LeaderAnswer#diverging}.
     *   <li>Else the next fetch may go on: {@link FollowerStep.Took} of 0 bytes.
     * </ul>
     *
     * <p>Where the log ends below what was the high watermark, that is told as in {@link #fetched}.
     *
     * @param asked what was asked when the leader had nothing there
     */
    FollowerStep outOfRange(FetchPosition asked, long leaderStartOffset, long leaderEndOffset);

    /**
     * How often it cut records that it held to be committed: they are lost. Kept by {@code this}.
     */
    int truncationsBelowHighWatermark();
}
