package strata.groups.offsets;

import java.util.ArrayList;
import java.util.List;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.OffsetFetch;

/** Answers OffsetFetch (key 9). */
public final class OffsetFetches {
    private final TopicsView topics;
    private final Groups groups;
    private final CommittedOffsets offsets;
    private final PendingOffsets pending;

    public OffsetFetches(
            TopicsView topics, Groups groups, CommittedOffsets offsets, PendingOffsets pending) {
        this.topics = topics;
        this.groups = groups;
        this.offsets = offsets;
        this.pending = pending;
    }

    /** The answer, group by group. */
    public OffsetFetch.Response fetch(OffsetFetch.Request request) {
        List<OffsetFetch.GroupResult> results = new ArrayList<>(request.groups().size());
        for (OffsetFetch.Group asked : request.groups()) {
            ErrorCode refusal = whyNotFetch(asked);
            results.add(
                    refusal == ErrorCode.NONE
                            ? found(asked, request.requireStable())
                            : OffsetFetch.GroupResult.failed(asked, refusal));
        }
        return new OffsetFetch.Response(results);
    }

    /**
     * Why a group refuses who asks. A group that is not there has no offsets, but refuses nobody.
     */
    private ErrorCode whyNotFetch(OffsetFetch.Group asked) {
        Group group = groups.find(asked.groupId());
        return group == null
                ? ErrorCode.NONE
                : group.mayFetch(asked.memberId(), asked.memberEpoch());
    }

    private OffsetFetch.GroupResult found(OffsetFetch.Group asked, boolean requireStable) {
        List<OffsetFetch.Topic> named = asked.topics();
        List<OffsetFetch.TopicResult> results =
                named == null
                        ? all(asked.groupId(), requireStable)
                        : these(asked.groupId(), named, requireStable);
        return new OffsetFetch.GroupResult(asked.groupId(), ErrorCode.NONE, results);
    }

    private List<OffsetFetch.TopicResult> these(
            String groupId, List<OffsetFetch.Topic> asked, boolean requireStable) {
        List<OffsetFetch.TopicResult> results = new ArrayList<>(asked.size());
        for (OffsetFetch.Topic topic : asked) {
            results.add(
                    switch (topic.topic()) {
                        case TopicRef.Named named ->
                                ofName(groupId, named.name(), topic, requireStable);
                        case TopicRef.Identified identified ->
                                ofId(groupId, identified.id(), topic, requireStable);
                    });
        }
        return results;
    }

    /** By name, a topic needs not exist (any more). */
    private OffsetFetch.TopicResult ofName(
            String groupId, String name, OffsetFetch.Topic asked, boolean requireStable) {
        List<OffsetFetch.PartitionResult> results = new ArrayList<>(asked.partitions().size());
        for (int partition : asked.partitions()) {
            CommittedOffset offset = offsets.find(groupId, name, partition);
            boolean unstable = requireStable && pending.has(groupId, name, partition);
            results.add(result(partition, offset, unstable));
        }
        return new OffsetFetch.TopicResult(name, idOf(name), results);
    }

    /**
     * By id, a topic that is not known is UNKNOWN_TOPIC_ID. What was committed for a topic that had
     * the name before it is no offset of this one.
     */
    private OffsetFetch.TopicResult ofId(
            String groupId, TopicId id, OffsetFetch.Topic asked, boolean requireStable) {
        // LAB 4.4 tell the offsets of this very topic, and of none that had its name
        String name = topics.nameOf(id);
        List<OffsetFetch.PartitionResult> results = new ArrayList<>(asked.partitions().size());
        for (int partition : asked.partitions()) {
            if (name == null) {
                results.add(
                        OffsetFetch.PartitionResult.none(partition, ErrorCode.UNKNOWN_TOPIC_ID));
                continue;
            }
            CommittedOffset offset = offsets.find(groupId, name, partition);
            boolean another =
                    offset != null
                            && !offset.topicId.equals(TopicId.ZERO)
                            && !offset.topicId.equals(id);
            boolean unstable = requireStable && pending.has(groupId, name, partition);
            results.add(result(partition, another ? null : offset, unstable));
        }
        return new OffsetFetch.TopicResult(name == null ? "" : name, id, results);
    }

    /** All that a group has committed, by topic and partition. */
    private List<OffsetFetch.TopicResult> all(String groupId, boolean requireStable) {
        List<OffsetFetch.TopicResult> results = new ArrayList<>();
        String last = null;
        List<OffsetFetch.PartitionResult> partitions = List.of();
        for (CommittedOffset offset : offsets.sorted(groupId)) {
            String topic = offset.topic.name();
            if (!topic.equals(last)) {
                partitions = new ArrayList<>();
                results.add(new OffsetFetch.TopicResult(topic, idOf(topic), partitions));
                last = topic;
            }
            boolean unstable = requireStable && pending.has(groupId, topic, offset.partition);
            partitions.add(result(offset.partition, offset, unstable));
        }
        return results;
    }

    /**
     * What is told of a partition: that a transaction is about to change it, if that matters to who
     * asks (KIP-447); its offset; or that there is none, which is no error.
     */
    private static OffsetFetch.PartitionResult result(
            int partition, @Nullable CommittedOffset offset, boolean unstable) {
        // LAB 4.4 tell the offset, that there is none, or that it is about to change
        if (unstable) {
            return OffsetFetch.PartitionResult.none(partition, ErrorCode.UNSTABLE_OFFSET_COMMIT);
        }
        return offset == null
                ? OffsetFetch.PartitionResult.none(partition, ErrorCode.NONE)
                : new OffsetFetch.PartitionResult(
                        partition,
                        offset.offset,
                        offset.leaderEpoch,
                        offset.metadata,
                        ErrorCode.NONE);
    }

    private TopicId idOf(String topic) {
        TopicId id = topics.idOf(topic);
        return id == null ? TopicId.ZERO : id;
    }
}
