package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/**
 * AlterPartition (key 56): a partition's leader asks the controller to change the ISR (KIP-497,
 * KIP-903).
 */
public final class AlterPartition {
    private AlterPartition() {}

    /**
     * The ids are as they came: there may be no such node.
     *
     * @param brokerId the leader that asks
     * @param brokerEpoch its broker epoch
     */
    public record Request(int brokerId, long brokerEpoch, List<TopicChange> topics)
            implements strata.kernel.request.Request {}

    public record TopicChange(TopicId topic, List<PartitionChange> partitions) {}

    /**
     * @param leaderEpoch the one in which it asks
     * @param newIsr the whole ISR as it is to be, the leader included
     * @param recovery whether the leader is still recovering from an unclean election
     * @param partitionEpoch of the state that the change was made from
     */
    public record PartitionChange(
            int partition,
            int leaderEpoch,
            List<IsrMember> newIsr,
            Recovery recovery,
            int partitionEpoch) {}

    /**
     * @param brokerEpoch as of its last fetch; -1 for not known: it is not checked
     */
    public record IsrMember(int brokerId, long brokerEpoch) {}

    /** Whether a leader was elected cleanly (KIP-704). */
    public enum Recovery {
        RECOVERED,
        RECOVERING
    }

    /**
     * @param error of the whole request
     */
    public record Response(ErrorCode error, List<TopicResult> topics)
            implements strata.kernel.request.Response {}

    public record TopicResult(TopicId topic, List<PartitionResult> partitions) {}

    /**
     * The partition's state after the change; on an error nothing but the error counts.
     *
     * @param leader null while there is none
     */
    public record PartitionResult(
            int partition,
            ErrorCode error,
            @Nullable NodeId leader,
            int leaderEpoch,
            List<NodeId> isr,
            Recovery recovery,
            int partitionEpoch) {

        /** A partition that was not changed. */
        public static PartitionResult failed(int partition, ErrorCode error) {
            return new PartitionResult(partition, error, null, 0, List.of(), Recovery.RECOVERED, 0);
        }
    }
}
