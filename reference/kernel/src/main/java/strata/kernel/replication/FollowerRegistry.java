package strata.kernel.replication;

import strata.kernel.NodeId;

/** What the metadata says of the brokers that a leader's followers are on. */
public interface FollowerRegistry {
    /**
     * Whether a broker may be in an ISR: registered, not fenced, not about to shut down.
     *
     * @param brokerEpoch as the follower fetched with it; -1 for any
     */
    boolean mayJoinIsr(NodeId broker, long brokerEpoch);
}
