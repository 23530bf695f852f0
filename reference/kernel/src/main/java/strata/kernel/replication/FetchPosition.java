package strata.kernel.replication;

// --8<-- [start:position]
/**
 * What a follower asks its leader for.
 *
 * @param fetchOffset its log end: everything below it it has
 * @param currentLeaderEpoch of the leader that it believes in; -1 for no belief
 * @param lastFetchedEpoch of the last record it has (KIP-595); -1 for none
 * @param logStartOffset its own
 */
public record FetchPosition(
        long fetchOffset, int currentLeaderEpoch, int lastFetchedEpoch, long logStartOffset) {}
// --8<-- [end:position]
