package strata.replication.quorum;

import strata.kernel.Todo;

/** What is committed (Raft sections 5.3 and 5.4.2). Pure. */
final class CommitRule {
    private CommitRule() {}

    /**
     * The high watermark of a leader.
     *
     * <p>An entry of an older epoch that a majority has may still be lost to a leader of a later
     * one; it is safe only under an entry of this leader's own epoch.
     *
     * @param endOffsets of every voter, up to where its log is durable: the leader's own, too; -1
     *     for one that nothing is known of
     * @param epochStart where the leader's epoch begins in its log
     * @param present the high watermark so far; -1 while not known
     * @return at least {@code present}
     */
    static long highWatermark(long[] endOffsets, long epochStart, long present) {
        throw Todo.step(
                "3.9",
                "what a majority has; only above the start of the leader's epoch, never back");
    }
}
