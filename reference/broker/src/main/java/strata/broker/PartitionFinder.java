package strata.broker;

import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;

/** Finds the partition that a request speaks of. */
final class PartitionFinder {
    /** A replica that is here, or the error when there is none. */
    record Found(@Nullable Partition partition, ErrorCode error) {}

    private static final Found NO_TOPIC = new Found(null, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    private static final Found NO_TOPIC_ID = new Found(null, ErrorCode.UNKNOWN_TOPIC_ID);
    private static final Found ELSEWHERE = new Found(null, ErrorCode.NOT_LEADER_OR_FOLLOWER);

    private final MetadataImage image;
    private final PartitionStore store;

    PartitionFinder(MetadataImage image, PartitionStore store) {
        this.image = image;
        this.store = store;
    }

    /** The replica of a partition, leading or not. */
    Found find(TopicRef ref, int partition) {
        TopicState topic = image.topic(ref);
        if (topic == null) {
            return ref instanceof TopicRef.Identified ? NO_TOPIC_ID : NO_TOPIC;
        }
        if (partition < 0 || partition >= topic.partitions().size()) {
            return NO_TOPIC;
        }
        Partition here = store.partition(topic.id(), partition);
        return here == null ? ELSEWHERE : new Found(here, ErrorCode.NONE);
    }

    /** The replica of a partition, if it leads. */
    Found findLeader(TopicRef ref, int partition) {
        Found found = find(ref, partition);
        return found.partition() != null && found.partition().leader() == null ? ELSEWHERE : found;
    }

    /**
     * Checks what a client believes to be the leader's epoch (KIP-320).
     *
     * @param believed -1 for no belief
     */
    static ErrorCode epochError(Partition partition, int believed) {
        if (believed == -1 || believed == partition.leaderEpoch()) {
            return ErrorCode.NONE;
        }
        return believed < partition.leaderEpoch()
                ? ErrorCode.FENCED_LEADER_EPOCH
                : ErrorCode.UNKNOWN_LEADER_EPOCH;
    }
}
