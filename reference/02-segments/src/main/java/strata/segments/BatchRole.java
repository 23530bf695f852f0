package strata.segments;

/** What a batch is to transactions, as far as a compaction has to know. */
enum BatchRole {
    /**
     * Nothing is to be known of it: it is in no transaction, or nobody can tell what became of it.
     */
    ANY,
    /** Its transaction was committed: its records count like any others. */
    COMMITTED,
    /** Its transaction was aborted: its records never counted. */
    ABORTED,
    /** It is the marker of a transaction of which nothing is left below it. */
    LAST_OF_TRANSACTION
}
