package strata.kernel.replication;

/** What a member did with the answer to its fetch of the metadata log. */
public sealed interface QuorumFetched {
    /**
     * It took what there was.
     *
     * @param bytes appended; 0 for none
     */
    record Took(int bytes) implements QuorumFetched {}

    /** Its log was no prefix of the leader's, and was cut. */
    record Truncated(long toOffset) implements QuorumFetched {}

    /** It is to get this snapshot, and then to say {@link Quorum#snapshotInstalled}. */
    record NeedsSnapshot(OffsetAndEpoch id) implements QuorumFetched {}

    /** An error, or an answer to an older question: whom to ask next says {@link Quorum#fetch}. */
    record Nothing() implements QuorumFetched {}
}
