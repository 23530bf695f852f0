package strata.kernel.replication;

import java.util.List;
import strata.kernel.NodeId;

/**
 * Which brokers have been heard of lately. A session begins with a word of the broker, and ends
 * {@code broker.session.timeout.ms} after the last one.
 */
public interface BrokerSessions {
    /** A broker was heard of. */
    void heard(NodeId broker, long nowMs);

    /** Its process is dead for certain, or it is fenced: its session is over. */
    void end(NodeId broker);

    /** Whether its session goes on. */
    boolean isAlive(NodeId broker, long nowMs);

    /**
     * Brokers whose sessions have run out by themselves, once each, in the order of running out.
     */
    List<NodeId> expired(long nowMs);

    /** When the next one runs out; {@code Long.MAX_VALUE} for none. */
    long nextExpiryMs();

    /** Another controller begins: no session is known. */
    void clear();
}
