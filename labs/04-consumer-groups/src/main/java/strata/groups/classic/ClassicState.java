package strata.groups.classic;

/** How far a classic group is on its way to its next generation. */
enum ClassicState {
    /** It has no members, but may have offsets. A rebalance leads out of it. */
    EMPTY("Empty"),
    /** Its members are to join again; they wait for each other. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** A generation has begun; its members wait for what the leader shares out. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    /** Every member has its assignment, or can have it. */
    STABLE("Stable");

    private final String text;

    ClassicState(String text) {
        this.text = text;
    }

    /** As ListGroups and DescribeGroups tell it. */
    String text() {
        return text;
    }
}
