package strata.sim.check;

/** Something that befell the world between operations, and that a check has to know of. */
public sealed interface Mark {
    /** When, on the same count as {@link Operation#invoked}. */
    long moment();

    /**
     * What was not promised to survive may be gone from the ends of the logs: a machine lost power,
     * or a partition that acknowledges with one replica got another leader.
     */
    record Loss(long moment) implements Mark {}

    /** From here on the partitions are read to their ends: whatever stands there will be seen. */
    record FinalPolls(long moment) implements Mark {}

    /** What lay below an offset was deleted, as it may be. */
    record Start(long moment, String key, long offset) implements Mark {}
}
