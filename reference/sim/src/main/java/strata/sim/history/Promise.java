package strata.sim.history;

/**
 * What an acknowledgement promises about a loss of power; a killed process never loses anything.
 */
public enum Promise {
    /** What is acknowledged is on the disk. */
    FLUSHED_BEFORE_ACK("what is acknowledged is on the disk"),
    /** {@code flush.messages=1}: what is acknowledged, or shown to any reader, is on the disk. */
    FLUSHED_BEFORE_SHOWN("what is acknowledged or shown is on the disk (flush.messages=1)"),
    /**
     * Kafka's default: what is acknowledged is in the page cache; a loss of power may cut the end.
     */
    IN_PAGE_CACHE("what is acknowledged is in the page cache"),
    /**
     * Several nodes: what is acknowledged with {@code acks=all} (min.insync.replicas 2 of 3), or
     * shown to any reader, stays, whatever becomes of one node; what only its leader acknowledged
     * may go with it.
     */
    REPLICATED("what is acknowledged with acks=all or shown is on two nodes");

    private final String told;

    Promise(String told) {
        this.told = told;
    }

    /** For the story of a run. */
    public String told() {
        return told;
    }
}
