package strata.replication.quorum;

/** A bug that is planted, to see that the model finds it. */
enum Plant {
    NONE,
    /** A voter gives its vote to everyone who asks. */
    VOTES_TWICE,
    /** A voter that starts again has forgotten whom it voted for. */
    FORGETS_VOTE,
    /** A voter does not look at the candidate's log. */
    NO_LOG_CHECK,
    /** A leader commits what a majority has, of whatever epoch it is. */
    COMMITS_OLDER_EPOCHS,
    /** What is in the page cache counts. */
    COUNTS_UNFLUSHED,
    /** A leader does not ask anybody: what it has itself is committed. */
    COMMITS_ALONE,
    /** A voter's file is written, and not made durable. */
    VOTE_NOT_FLUSHED
}
