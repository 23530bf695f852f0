package strata.groups.offsets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.OffsetView;

/**
 * The offsets that groups have committed. It changes by {@link #apply} only, so that the records of
 * the log, or what compaction has left of them, make the same offsets anew.
 */
public final class CommittedOffsets {
    /** By group id. Invariant: no group without offsets. */
    private final Map<String, GroupOffsets> byGroup = new LinkedHashMap<>();

    private final SharedTopics topics = new SharedTopics();
    private long count;

    /**
     * Makes a record true, fresh or replayed: from now on this is the group's offset of the
     * partition, or it has none. A tombstone of what is not there changes nothing.
     *
     * @param recordOffset of the record in its log
     * @param value null for a tombstone
     */
    public void apply(long recordOffset, GroupKey.Offset key, @Nullable GroupValue.Offset value) {
        if (value == null) {
            remove(key);
        } else {
            put(recordOffset, key, value);
        }
    }

    /**
     * A transaction has committed an offset: it is the group's, unless a record that came after the
     * transaction's has said otherwise.
     *
     * @param recordOffset of the record in its log
     */
    public void applyUnlessLater(long recordOffset, GroupKey.Offset key, GroupValue.Offset value) {
        CommittedOffset present = find(key.groupId(), key.topic(), key.partition());
        if (present == null || present.recordOffset < recordOffset) {
            put(recordOffset, key, value);
        }
    }

    private void put(long recordOffset, GroupKey.Offset key, GroupValue.Offset value) {
        GroupOffsets group = byGroup.get(key.groupId());
        if (group == null) {
            group = new GroupOffsets(key.groupId());
            byGroup.put(key.groupId(), group);
        }
        SharedTopics.Topic topic = topics.of(key.topic());
        CommittedOffset former =
                group.put(
                        new CommittedOffset(
                                topic,
                                key.partition(),
                                topics.shared(topic, value.topicId()),
                                recordOffset,
                                value));
        if (former == null) {
            topics.added(topic);
            count++;
        }
    }

    private void remove(GroupKey.Offset key) {
        throw Todo.step("4.5", "forget the offset, and the group with its last one");
    }

    /** Whether a group has any. */
    public boolean has(String groupId) {
        return byGroup.containsKey(groupId);
    }

    /** The ids of the groups that have some, in no order that means anything. */
    public Collection<String> groupIds() {
        return Collections.unmodifiableCollection(byGroup.keySet());
    }

    /** How many there are, of all groups. */
    public long count() {
        return count;
    }

    /** How many a group has. */
    int count(String groupId) {
        GroupOffsets group = byGroup.get(groupId);
        return group == null ? 0 : group.count();
    }

    /** What a group has committed, by topic and partition. */
    public List<OffsetView> view(String groupId) {
        List<OffsetView> views = new ArrayList<>();
        sorted(groupId).forEach(offset -> views.add(offset.view()));
        return views;
    }

    /** Those of a group, by topic and partition. */
    List<CommittedOffset> sorted(String groupId) {
        GroupOffsets group = byGroup.get(groupId);
        return group == null ? List.of() : group.sorted();
    }

    /** Those of a group that pass, by topic and partition. */
    List<CommittedOffset> matching(String groupId, Predicate<CommittedOffset> filter) {
        GroupOffsets group = byGroup.get(groupId);
        return group == null ? List.of() : group.matching(filter);
    }

    /** That of a partition; null for none. */
    @Nullable
    CommittedOffset find(String groupId, String topic, int partition) {
        GroupOffsets group = byGroup.get(groupId);
        return group == null ? null : group.find(topic, partition);
    }

    /** Whether any group has an offset of a topic. */
    boolean hasTopic(String topic) {
        return topics.find(topic) != null;
    }
}
