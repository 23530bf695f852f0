package strata.kernel.metadata;

import java.util.List;
import strata.kernel.Check;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.request.Listener;

/** A fact of the metadata log. Applied in offset order they give the cluster's metadata. */
public sealed interface MetadataRecord {
    /**
     * The cluster's first fact.
     *
     * @param clusterId 22 characters, as Kafka's
     */
    record ClusterCreated(String clusterId) implements MetadataRecord {}

    /**
     * A broker has registered, in place of any earlier registration of its id.
     *
     * @param listeners where it is reached, at least one: by other brokers at the first
     * @param brokerEpoch the offset of this fact's batch; -1 until it is stored
     * @param incarnation of the broker's process, drawn when it started; {@link TopicId#ZERO} where
     *     an older version did not say
     * @param fenced whether it may not lead yet, nor be in an ISR
     * @param stopping whether it is about to shut down (controlled shutdown): it leads nothing more
     */
    record BrokerRegistered(
            NodeId id,
            List<Listener> listeners,
            @Nullable String rack,
            long brokerEpoch,
            TopicId incarnation,
            boolean fenced,
            boolean stopping)
            implements MetadataRecord {
        /** Checks that there is a listener. */
        public BrokerRegistered {
            Check.that(!listeners.isEmpty(), "broker %s has no listener", id);
        }

        /** One with a single listener. */
        public BrokerRegistered(
                NodeId id,
                String host,
                int port,
                @Nullable String rack,
                long brokerEpoch,
                TopicId incarnation,
                boolean fenced,
                boolean stopping) {
            this(
                    id,
                    List.of(new Listener("PLAINTEXT", host, port)),
                    rack,
                    brokerEpoch,
                    incarnation,
                    fenced,
                    stopping);
        }

        /** One with a single listener, that serves. */
        public BrokerRegistered(
                NodeId id, String host, int port, @Nullable String rack, long brokerEpoch) {
            this(id, host, port, rack, brokerEpoch, TopicId.ZERO, false, false);
        }

        /** Where other brokers reach it. */
        public String host() {
            return listeners.get(0).host();
        }

        /** Where other brokers reach it. */
        public int port() {
            return listeners.get(0).port();
        }

        /**
         * Where those reach it who know another broker by a listener of this name; its first one if
         * it has none of that name.
         */
        public Listener listener(String name) {
            for (Listener listener : listeners) {
                if (listener.name().equals(name)) {
                    return listener;
                }
            }
            return listeners.get(0);
        }

        /** The same with another epoch. */
        public BrokerRegistered withEpoch(long epoch) {
            return new BrokerRegistered(id, listeners, rack, epoch, incarnation, fenced, stopping);
        }

        /** The same, after a change. */
        public BrokerRegistered after(BrokerChanged change) {
            return new BrokerRegistered(
                    id,
                    listeners,
                    rack,
                    brokerEpoch,
                    incarnation,
                    change.fenced(),
                    change.stopping());
        }

        /** Whether it may lead partitions and be in their ISRs. */
        public boolean mayLead() {
            return !fenced && !stopping;
        }
    }

    /**
     * A broker was fenced or let in again, or has begun to shut down.
     *
     * @param brokerEpoch of the registration that this is about
     */
    record BrokerChanged(NodeId id, long brokerEpoch, boolean fenced, boolean stopping)
            implements MetadataRecord {}

    /** A broker's registration was taken back. */
    record BrokerUnregistered(NodeId id, long brokerEpoch) implements MetadataRecord {}

    /** A topic exists. Its partitions follow. */
    record TopicCreated(String name, TopicId id) implements MetadataRecord {}

    /** A topic, its partitions and its configuration are gone. */
    record TopicDeleted(TopicId id) implements MetadataRecord {}

    /**
     * A partition's state, in place of the one before.
     *
     * @param replicas the assignment, the preferred leader first; during a reassignment the old and
     *     the new ones
     * @param isr in the order of the assignment
     * @param leader null while there is none
     * @param leaderEpoch counts leaders
     * @param partitionEpoch counts states (KIP-497)
     * @param elr eligible leader replicas (KIP-966), in the order of the assignment
     * @param lastKnownElr who led last, while there is no leader; one member at most (KIP-966 calls
     *     it the last known ELR)
     * @param recovering whether the leader was elected uncleanly and has not recovered yet
     *     (KIP-704)
     * @param adding replicas that a reassignment adds (KIP-455)
     * @param removing replicas that it removes
     */
    record PartitionChanged(
            TopicId topicId,
            int partition,
            List<NodeId> replicas,
            List<NodeId> isr,
            @Nullable NodeId leader,
            int leaderEpoch,
            int partitionEpoch,
            List<NodeId> elr,
            List<NodeId> lastKnownElr,
            boolean recovering,
            List<NodeId> adding,
            List<NodeId> removing)
            implements MetadataRecord {
        /** One in its usual state. */
        public PartitionChanged(
                TopicId topicId,
                int partition,
                List<NodeId> replicas,
                List<NodeId> isr,
                @Nullable NodeId leader,
                int leaderEpoch,
                int partitionEpoch) {
            this(
                    topicId,
                    partition,
                    replicas,
                    isr,
                    leader,
                    leaderEpoch,
                    partitionEpoch,
                    List.of(),
                    List.of(),
                    false,
                    List.of(),
                    List.of());
        }

        /** Whether its assignment is being changed. */
        public boolean isReassigning() {
            return !adding.isEmpty() || !removing.isEmpty();
        }
    }

    /**
     * A topic's configuration key was set.
     *
     * @param value null when it was taken back to its default
     */
    record TopicConfigChanged(TopicId topicId, String key, @Nullable String value)
            implements MetadataRecord {}

    /**
     * A broker was given a block of producer ids (KIP-730): all below the next one are given out.
     *
     * @param broker who got the block
     * @param brokerEpoch of its registration
     * @param nextProducerId the first id that no block has held
     */
    record ProducerIdsAllocated(NodeId broker, long brokerEpoch, long nextProducerId)
            implements MetadataRecord {}

    /**
     * A feature of the cluster has this level from now on, in place of the one before (KIP-584).
     *
     * @param name as {@code transaction.version}
     * @param level at least 0; 0 is the feature turned off, which is not the same as never set
     */
    record FeatureLevel(String name, short level) implements MetadataRecord {
        /** Checks that the level is one. */
        public FeatureLevel {
            Check.that(level >= 0, "a feature of level %s", level);
        }
    }
}
