package strata.cli.ask;

import java.util.List;

/** What a cluster says about itself. Errors are Kafka's codes, 0 for none. */
public final class Answers {
    private Answers() {}

    /**
     * The brokers.
     *
     * @param controller -1 when it is not known
     */
    public record Cluster(int error, String id, int controller, List<Broker> brokers) {
        /** Whether all of them serve. */
        public boolean serves(int brokerCount) {
            return error == 0
                    && controller >= 0
                    && brokers.size() == brokerCount
                    && brokers.stream().noneMatch(Broker::fenced);
        }
    }

    /** A broker that has registered. */
    public record Broker(int id, String host, int port, boolean fenced) {}

    /**
     * A partition.
     *
     * @param leader -1 for none
     * @param elr eligible leader replicas (KIP-966)
     */
    public record Partition(
            String topic,
            int number,
            int leader,
            int leaderEpoch,
            List<Integer> replicas,
            List<Integer> isr,
            List<Integer> elr) {
        /** Whether nobody leads it. */
        public boolean isOffline() {
            return leader < 0;
        }

        /** Whether a replica is not in sync. */
        public boolean isUnderReplicated() {
            return isr.size() < replicas.size();
        }
    }

    /**
     * The metadata log.
     *
     * @param leader -1 for none
     * @param nodes where the voters are
     */
    public record Quorum(
            int error,
            int leader,
            int epoch,
            long highWatermark,
            List<QuorumMember> voters,
            List<QuorumMember> observers,
            List<Broker> nodes) {
        // Nobody has said in time that he leads: REQUEST_TIMED_OUT.
        private static final int TIMED_OUT = 7;

        /** Whether nobody leads it, as far as the node knows that was asked. */
        public boolean isLeaderless() {
            return error == TIMED_OUT;
        }

        static Quorum unknown(int error) {
            return new Quorum(error, -1, -1, -1, List.of(), List.of(), List.of());
        }

        Quorum at(List<Broker> found) {
            return new Quorum(error, leader, epoch, highWatermark, voters, observers, found);
        }
    }

    /**
     * One that has the metadata log.
     *
     * @param logEndOffset -1 when it is not known
     */
    public record QuorumMember(int id, long logEndOffset) {}

    /**
     * A broker's replica of a partition.
     *
     * @param offsetLag how far its log end is behind the high watermark, in offsets
     */
    public record Replica(String topic, int partition, long sizeInBytes, long offsetLag) {}

    /**
     * A group, as its coordinator lists it.
     *
     * @param protocol {@code Classic} or {@code Consumer}
     * @param type what its members are to each other, as in {@code consumer}; empty while it has
     *     had none
     */
    public record Group(String id, String protocol, String type, String state) {}

    /**
     * The groups of one coordinator.
     *
     * @param error not 0 while it cannot tell: 14 while it is still loading them
     */
    public record Groups(int error, List<Group> groups) {}

    /**
     * Who is in a group.
     *
     * @param assignor that shares partitions out; empty for none
     */
    public record Membership(String assignor, int memberCount) {}

    /** A partition. */
    public record Place(String topic, int partition) {}

    /** What a group has committed. */
    public record Committed(Place place, long offset) {}
}
