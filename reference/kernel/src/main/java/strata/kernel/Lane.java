package strata.kernel;

import java.util.Locale;

/**
 * The connections from one node to another: one for each kind of traffic, as an answer that waits
 * holds up all answers behind it on its connection (Kafka's brokers keep them apart likewise).
 */
public enum Lane {
    /** Votes and the beginnings and ends of a quorum's epochs. */
    QUORUM,
    /** Fetches of the metadata log, by voters and observers. */
    METADATA_FETCH,
    /** Fetches of partitions by their followers. */
    REPLICA_FETCH,
    /** A broker's words to the controller: registration, heartbeats, changes of the ISR. */
    CONTROLLER,
    /** Clients' requests passed on to the controller. */
    FORWARDING,
    /** Markers of transactions, from their coordinators to the leaders of partitions. */
    MARKERS,
    /** Whether partitions are part of transactions, from their leaders to the coordinators. */
    VERIFICATION,
    /** Whether anybody listens there. */
    PROBE;

    /**
     * The name under which a node makes this lane's connections: the {@link ClientInfo#clientId} of
     * the requests that arrive over them. So a node knows a request that was passed on to it, and
     * does not pass it on once more.
     */
    public String clientId() {
        return "strata-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
