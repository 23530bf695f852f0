package strata.sim.net;

/** Who has opened a connection. */
public interface Opener {
    /**
     * The connection is gone; told once. Nobody knows what became of what was under way.
     *
     * @param cause the event of the record of the run that broke it
     */
    void lost(Connection connection, Loss how, int cause);

    /**
     * An answer has come back.
     *
     * @param sent the event of its sending in the record of the run
     */
    void answered(Connection connection, Object answer, int sent);

    /**
     * Whether it waits for an answer: then it notices a silence even if all it sent has arrived.
     */
    boolean waits();

    /** Whether it is a client: its connection leads to the life of the node that it meant. */
    boolean isClient();

    /** Whether what it sends are requests: the other side is told when the connection is gone. */
    default boolean asks() {
        return isClient();
    }
}
