package strata.sim.planted;

/** What is wrong. */
public enum Mistake {
    NONE,
    /** A leader acknowledges what is in its own log. */
    ACKNOWLEDGES_ITS_OWN,
    /** A leader takes its own log end for the high watermark. */
    COMMITS_ITS_OWN,
    /**
     * As Kafka was before KIP-101: a follower begins by cutting its log to the high watermark that
     * it remembers; nobody asks for epochs of records, or how a broker stopped.
     */
    CUTS_TO_THE_HIGH_WATERMARK,
    /** Neither followers nor leaders look at epochs. */
    CHECKS_NO_EPOCH,
    /** A leader changes the ISR without asking. */
    SHRINKS_BY_ITSELF,
    /** As Kafka was before KIP-966: the last one in the ISR is elected, whatever became of it. */
    LAST_ONE_STANDS,
    /** Where nobody is in sync, the first one that lives is elected. */
    TAKES_ANYBODY,
    /** A voter votes for whoever asks. */
    VOTES_TWICE,
    /** A voter keeps its vote in memory alone. */
    FORGETS_ITS_VOTE,
    /** A voter votes for the longest log, whatever its epochs. */
    PREFERS_LENGTH,
    /** A leader of the quorum commits entries of earlier epochs by counting. */
    COUNTS_ANY_EPOCH
}
