package strata.groups.offsets;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetDelete;

/** Decides on OffsetDelete (key 47) and DeleteGroups (key 42). */
public final class OffsetDeletions {
    private final TopicsView topics;
    private final Groups groups;
    private final CommittedOffsets offsets;
    private final PendingOffsets pending;

    /** Without transactions. */
    public OffsetDeletions(TopicsView topics, Groups groups, CommittedOffsets offsets) {
        this(topics, groups, offsets, PendingOffsets.NONE);
    }

    public OffsetDeletions(
            TopicsView topics, Groups groups, CommittedOffsets offsets, PendingOffsets pending) {
        this.topics = topics;
        this.groups = groups;
        this.offsets = offsets;
        this.pending = pending;
    }

    /**
     * Deletes offsets of topics that nobody in the group reads (KIP-496). If the group refuses,
     * nothing is told of partitions.
     */
    public OffsetDelete.Response delete(OffsetDelete.Request request, Draft draft) {
        ErrorCode refusal = whyNotDelete(request.groupId());
        if (refusal != ErrorCode.NONE) {
            return new OffsetDelete.Response(refusal, List.of());
        }
        List<OffsetDelete.TopicResult> results = new ArrayList<>(request.topics().size());
        for (OffsetDelete.Topic topic : request.topics()) {
            List<OffsetDelete.PartitionResult> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (int partition : topic.partitions()) {
                ErrorCode error = fate(request.groupId(), topic.topic(), partition);
                partitions.add(new OffsetDelete.PartitionResult(partition, error));
                if (error == ErrorCode.NONE
                        && isThere(request.groupId(), topic.topic(), partition)) {
                    draft.remove(new GroupKey.Offset(request.groupId(), topic.topic(), partition));
                }
            }
            results.add(new OffsetDelete.TopicResult(topic.topic(), partitions));
        }
        return new OffsetDelete.Response(ErrorCode.NONE, results);
    }

    /** Whether an offset is committed, or a transaction is about to: that one goes, too. */
    private boolean isThere(String groupId, String topic, int partition) {
        return offsets.find(groupId, topic, partition) != null
                || pending.has(groupId, topic, partition);
    }

    private boolean hasOffsets(String groupId) {
        return offsets.has(groupId) || pending.hasAny(groupId);
    }

    private boolean exists(String topic, int partition) {
        return partition >= 0 && partition < topics.partitionCount(topic);
    }

    private ErrorCode whyNotDelete(String groupId) {
        if (groupId.isEmpty()) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        Group group = groups.find(groupId);
        if (group != null) {
            return group.mayDeleteOffsets();
        }
        return hasOffsets(groupId) ? ErrorCode.NONE : ErrorCode.GROUP_ID_NOT_FOUND;
    }

    /**
     * What becomes of a partition's offset: the partition does not exist; or the group reads the
     * topic; or the offset is deleted, if there is one.
     *
     * @return NONE when there is none, then
     */
    private ErrorCode fate(String groupId, String topic, int partition) {
        // LAB 4.4 refuse what does not exist, and what the group reads
        if (!exists(topic, partition)) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        Group group = groups.find(groupId);
        return group != null && group.subscribesTo(topic)
                ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC
                : ErrorCode.NONE;
    }

    /** Deletes groups without members, and their offsets. */
    public DeleteGroups.Response delete(DeleteGroups.Request request, Draft draft) {
        List<DeleteGroups.Result> results = new ArrayList<>(request.groups().size());
        for (String groupId : request.groups()) {
            ErrorCode refusal = whyNotDeleteGroup(groupId);
            if (refusal == ErrorCode.NONE) {
                dropPending(groupId, draft);
                deleteGroup(groupId, draft);
            }
            results.add(new DeleteGroups.Result(groupId, refusal));
        }
        return new DeleteGroups.Response(results);
    }

    private ErrorCode whyNotDeleteGroup(String groupId) {
        Group group = groups.find(groupId);
        if (group == null) {
            return hasOffsets(groupId) ? ErrorCode.NONE : ErrorCode.GROUP_ID_NOT_FOUND;
        }
        return group.isEmpty() ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
    }

    /** Where an open transaction alone has an offset, a tombstone keeps it from coming later. */
    private void dropPending(String groupId, Draft draft) {
        Set<GroupKey.Offset> keys = new LinkedHashSet<>();
        for (PendingOffsets.Pending offset : pending.of(groupId)) {
            GroupKey.Offset key = offset.key();
            if (offsets.find(groupId, key.topic(), key.partition()) == null) {
                keys.add(key);
            }
        }
        keys.forEach(draft::remove);
    }

    /** Nothing is left of a group: its offsets go first, so that none is left without it. */
    private void deleteGroup(String groupId, Draft draft) {
        // LAB 4.4 store the tombstones of its offsets, then its own
        for (CommittedOffset offset : offsets.sorted(groupId)) {
            draft.remove(new GroupKey.Offset(groupId, offset.topic.name(), offset.partition));
        }
        Group group = groups.find(groupId);
        if (group != null) {
            draft.storeAll(group.tombstones());
        }
    }
}
