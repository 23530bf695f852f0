package strata.kernel.request;

/**
 * An epoch and where it ends. In the answer to a follower whose log went another way: the last
 * epoch that the leader has at or below the follower's (KIP-595). Of a snapshot: that of the last
 * record in it, and the offset after that record (KIP-630).
 *
 * @param epoch a leader epoch; -1 for none
 * @param endOffset the offset after the epoch's last record; -1 for none
 */
public record EpochEndOffset(int epoch, long endOffset) {}
