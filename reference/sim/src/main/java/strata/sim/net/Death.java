package strata.sim.net;

/** How a process ended: it decides what others notice. */
public enum Death {
    /** In good order: what it sent arrives, then its connections end. */
    STOPPED,
    /** Killed: its machine resets its connections at once; a prefix of what it sent arrives. */
    KILLED,
    /**
     * Its machine lost power: nobody is told. Whoever waits for it runs out of patience, or is told
     * by the machine when that is up again.
     */
    LOST_POWER
}
