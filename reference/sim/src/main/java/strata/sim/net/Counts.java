package strata.sim.net;

/** How much has gone over the network. */
public final class Counts {
    long sent;
    long delivered;
    long lost;
    long late;
    long overtaken;
    long resets;

    Counts() {}

    /** Messages, requests and answers that were sent. */
    public long sent() {
        return sent;
    }

    /** Those that arrived. */
    public long delivered() {
        return delivered;
    }

    /** Those that never will. */
    public long lost() {
        return lost;
    }

    /** Those that arrived although their connection had ended before. */
    public long late() {
        return late;
    }

    /** Those that arrived after something that was sent over a newer connection on the same way. */
    public long overtaken() {
        return overtaken;
    }

    /** Connections that ended with whoever had opened them being told. */
    public long resets() {
        return resets;
    }
}
