package strata.kernel.replication;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;

/**
 * Who may speak for a broker and for a partition: the controller's checks of epochs. Whoever speaks
 * with an old epoch has been replaced without having noticed, and must not be listened to.
 */
public interface FencingRules {
    /**
     * Whether a broker may register.
     *
     * @param known the id's present registration; null for none
     * @param incarnation of the process that asks, drawn when it started
     * @param sessionAlive whether the registered process has been heard of within its session
     * @return {@code DUPLICATE_BROKER_REGISTRATION} when another process with that id is alive; the
     *     same incarnation may ask again
     */
    ErrorCode registration(
            @Nullable BrokerRegistered known, TopicId incarnation, boolean sessionAlive);

    /**
     * Whether a heartbeat, or any other word of a broker, counts.
     *
     * @param known the id's present registration; null for none
     * @return {@code BROKER_ID_NOT_REGISTERED}, {@code STALE_BROKER_EPOCH} when the epoch is not
     *     the registered one, or {@code NONE}
     */
    ErrorCode heartbeat(@Nullable BrokerRegistered known, long brokerEpoch);

    /**
     * Whether a leader's proposal of another ISR may be carried out; the first that applies:
     *
     * <ul>
     *   <li>{@code UNKNOWN_TOPIC_OR_PARTITION}: there is no such partition.
     *   <li>{@code NOT_CONTROLLER}: it speaks of a leader epoch or partition epoch later than any
     *       that this controller knows, so this one is the stale one.
     *   <li>{@code FENCED_LEADER_EPOCH}: an older leader epoch than the partition's.
     *   <li>{@code INVALID_REQUEST}: the sender is not the leader.
     *   <li>{@code INVALID_UPDATE_VERSION}: the partition has gone on since (an older partition
     *       epoch).
     *   <li>{@code INVALID_REQUEST}: the ISR is empty, lacks the leader, or has a broker twice or
     *       one that is no replica; or it has more than the leader, which says that it is
     *       recovering; or a leader that has recovered says that it is recovering.
     *   <li>{@code INELIGIBLE_REPLICA}: a proposed member that is not in the present ISR is not
     *       registered or may not lead, or another broker epoch is registered for it than the one
     *       given (-1 passes).
     * </ul>
     *
     * @param now the partition's state; null for none
     */
    ErrorCode isrChange(@Nullable PartitionChanged now, IsrChange change, Brokers brokers);

    /**
     * A proposal as it came.
     *
     * @param sender the broker that asks; its own broker epoch has been checked by {@link
     *     #heartbeat}
     * @param recovering as the leader says it is
     */
    record IsrChange(
            NodeId sender,
            int leaderEpoch,
            int partitionEpoch,
            List<IsrProposal.Member> isr,
            boolean recovering) {}

    /** The registered brokers. */
    interface Brokers {
        /** Null for none of that id. */
        @Nullable
        BrokerRegistered broker(NodeId id);
    }

    /** The sessions of brokers, none alive at first. */
    BrokerSessions newSessions(long sessionTimeoutMs);
}
