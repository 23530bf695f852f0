package strata.segments;

/** What a compaction does with a record. */
enum Fate {
    /** It stays as it is. */
    STAYS,
    /** It stays, and its batch is marked with the time from which it may go (KIP-534). */
    STAYS_FOR_A_WHILE,
    /** It is left out. */
    GOES
}
