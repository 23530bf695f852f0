package strata.sim.check;

/**
 * What can be wrong with what clients did and saw. The names are those of Jepsen's checker for
 * Kafka, except {@link #CHANGED_RECORD}, which it has none for, and {@link #TORN_TRANSACTION},
 * which it tells as a lost write; what each says is in {@code docs/simulator/anomalies.md}.
 */
public enum Anomaly {
    INCONSISTENT_OFFSETS(
            "inconsistent-offsets",
            "One offset of a partition has one value",
            "Clients disagree about the same place in the log, so no offset can be trusted."),
    CHANGED_RECORD(
            "changed-record",
            "What is read is what was sent",
            "A value nobody sent was made up or damaged on its way."),
    G1A(
            "G1a",
            "What failed is never read",
            "Its sender was told that it failed, and may have done something else instead."),
    LOST_WRITE(
            "lost-write",
            "What was acknowledged stays",
            "A reader went past the place where it must stand, so it will never be seen."),
    TORN_TRANSACTION(
            "torn-transaction",
            "Of a transaction everything is seen, or nothing",
            "Its parts were to come about together; whoever has seen one counts on the other."),
    DUPLICATE(
            "duplicate",
            "A record stands in the log once",
            "Whoever counts, or pays out, does so twice."),
    UNSEEN(
            "unseen",
            "What was acknowledged can be read at last",
            "Everything was read to its end, and it was not there: it is lost or stuck."),
    POLL_SKIP(
            "poll-skip",
            "A consumer's next poll goes on where the last one ended",
            "The consumer never gets what it jumped over, although others do."),
    NONMONOTONIC_POLL(
            "nonmonotonic-poll",
            "A consumer's next poll does not go back",
            "The consumer gets again what it has worked on already."),
    INT_POLL_SKIP(
            "int-poll-skip",
            "Within one operation a consumer gets records without a gap",
            "No rebalance can explain a hole in the middle of one answer."),
    INT_NONMONOTONIC_POLL(
            "int-nonmonotonic-poll",
            "Within one operation a consumer gets records in the order of the log",
            "Whoever applies them in the order received ends with a wrong state."),
    NONMONOTONIC_SEND(
            "nonmonotonic-send",
            "What a producer sends later has a greater offset",
            "Readers see its later word first, and its earlier word last."),
    INT_NONMONOTONIC_SEND(
            "int-nonmonotonic-send",
            "What is sent later in one operation has a greater offset",
            "Readers see the parts of one operation in another order than they were sent."),
    INT_SEND_SKIP(
            "int-send-skip",
            "What a transaction sends to a partition stands together",
            "Others' records stand between its own: readers must not take it for one block."),
    G0(
            "G0",
            "Transactions can be put in one order by what they wrote",
            "In one partition the first transaction wrote first, in another the second did."),
    G1C(
            "G1c",
            "A transaction that saw another one's writes came after it",
            "Each of them came after the other: they saw each other's writes, round in a circle."),
    PRECOMMITTED_READ(
            "precommitted-read",
            "A transaction does not poll what it has itself sent",
            "It read its own records before they were committed; after an abort they never were.");

    private final String label;
    private final String claim;
    private final String why;

    Anomaly(String label, String claim, String why) {
        this.label = label;
        this.claim = claim;
        this.why = why;
    }

    /** Its name in the field. */
    public String label() {
        return label;
    }

    /** What was to hold, one sentence. */
    public String claim() {
        return claim;
    }

    /** What it means for those who use the log, one sentence. */
    public String why() {
        return why;
    }
}
