package strata.segments;

/** Finishes or removes what a deletion or a compaction left half done. */
final class SwapRecovery {
    private SwapRecovery() {}

    /** Before the segments of a log are looked for. */
    static void run(LogDirectory directory) {}
}
