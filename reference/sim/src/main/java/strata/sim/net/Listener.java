package strata.sim.net;

/** A process that connections lead to. */
public interface Listener {
    /** A connection to it is open. */
    void accepted(Connection connection);

    /**
     * Something has arrived.
     *
     * @param sent the event of its sending in the record of the run
     * @param late whether its connection was reset before it came
     */
    void arrived(Connection connection, Object what, int sent, boolean late);

    /** A connection that brought requests is gone, and nothing more comes over it. */
    void gone(Connection connection);
}
