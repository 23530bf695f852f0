package strata.sim.net;

/** How a connection was lost. */
public enum Loss {
    /** No process listens there, though its machine answers. */
    REFUSED("the connection was refused"),
    /** A fault broke it. */
    RESET("the connection was reset"),
    /** The process that it led to is dead, and its machine says so. */
    PEER_GONE("the process at the other side has gone"),
    /** The way was cut for too long, or the other machine has no power. */
    SILENCE("no sign of life for too long");

    private final String told;

    Loss(String told) {
        this.told = told;
    }

    /** For the record of the run, and its story. */
    public String told() {
        return told;
    }
}
