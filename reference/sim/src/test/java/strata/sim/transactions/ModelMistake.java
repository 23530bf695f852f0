package strata.sim.transactions;

/** What is wrong with a {@link ModelBroker}. */
enum ModelMistake {
    NONE,
    /** What is sent again is appended again. */
    APPENDS_AGAIN,
    /** A batch counts for one record less than it has, so the next one seems to come too early. */
    COUNTS_BADLY,
    /** Older epochs are as good as the present one. */
    FENCES_NOBODY,
    /** Each new life of a transactional id gets the epoch of the one before. */
    BUMPS_NO_EPOCH,
    /** Producers are fenced though nobody has replaced them. */
    FENCES_ANYBODY,
    /** The last stable offset is the log's end. */
    SHOWS_WHAT_IS_OPEN,
    /** Readers are not told which transactions were aborted. */
    FORGETS_ABORTS,
    /** After a while markers are written no more. */
    MARKS_NO_MORE,
    /** What is to be committed is aborted. */
    ABORTS_COMMITS,
    /** Offsets are committed whatever becomes of their transaction. */
    COMMITS_OFFSETS_AT_ONCE,
    /** Offsets are not committed with their transaction. */
    LOSES_OFFSETS,
    /** The last stable offset is told to be above the high watermark. */
    STABLE_BEYOND
}
