package strata.groups.consumer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicsView;

/** Decides what each member of a group is to have in the end. */
final class TargetAssignment {
    private final GroupsSpec spec;
    private final Map<String, Assignor> assignors = new LinkedHashMap<>();

    TargetAssignment(GroupsSpec spec, Assignors available) {
        this.spec = spec;
        for (String name : spec.settings().consumer().assignors()) {
            assignors.put(name, named(name, available));
        }
    }

    private static Assignor named(String name, Assignors available) {
        for (Assignor assignor : List.of(available.uniform(), available.serverRange())) {
            if (assignor.name().equals(name)) {
                return assignor;
            }
        }
        throw new IllegalArgumentException("group.consumer.assignors: there is no " + name);
    }

    /**
     * Whether a new target may be made: not sooner after the last one than {@code
     * group.consumer.assignment.interval.ms} says (KIP-1263), so that many members that come at
     * once make one rebalance. A time that is still to come was another clock's, and does not
     * count.
     */
    boolean mayAssign(ConsumerGroup group, long wallMs) {
        long sinceMs = wallMs - group.assignedMs();
        return sinceMs < 0 || sinceMs >= spec.settings().consumer().assignmentIntervalMs();
    }

    /**
     * Makes a new target: shares the partitions of all topics subscribed to among the members. What
     * each has in the target so far counts as its own, so that it keeps as much as it can.
     *
     * <p>Stored are the targets of those members for whom it has changed, or who had none; then the
     * epoch of the group of which it was made, and when.
     *
     * @param replaced where a new member takes a static member's place: its id and that one's
     * @return all members' targets by their ids
     */
    SortedMap<String, Partitions> assign(
            Plan plan, int groupEpoch, @Nullable Replaced replaced, long wallMs) {
        throw Todo.step("4.7", "ask the assignor with the last targets as what each owns; store");
    }

    /** A static member whose place another one takes. */
    record Replaced(String memberId, String by) {}

    private void store(
            Plan plan, SortedMap<String, Partitions> targets, int groupEpoch, long wallMs) {
        String groupId = plan.group().id();
        targets.forEach(
                (memberId, target) -> {
                    if (!plan.group().hasTarget(memberId, target)) {
                        plan.store(
                                new GroupKey.MemberTarget(groupId, memberId),
                                new GroupValue.MemberTarget(target.toTopics()));
                    }
                });
        plan.store(new GroupKey.Target(groupId), new GroupValue.Target(groupEpoch, wallMs));
    }

    private Map<String, Integer> partitionCounts(Plan plan) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String topic : plan.topics()) {
            if (spec.topics().idOf(topic) != null) {
                counts.put(topic, spec.topics().partitionCount(topic));
            }
        }
        return counts;
    }

    private List<TopicPartition> named(Partitions partitions) {
        List<TopicPartition> named = new ArrayList<>();
        TopicsView topics = spec.topics();
        partitions.forEach(
                (topic, partition) -> {
                    String name = topics.nameOf(topic);
                    if (name != null) {
                        named.add(new TopicPartition(name, partition));
                    }
                });
        named.sort(null);
        return named;
    }

    private Partitions identified(List<TopicPartition> given) {
        Partitions.Builder builder = new Partitions.Builder(given.size());
        for (TopicPartition partition : given) {
            TopicId id = spec.topics().idOf(partition.topic());
            builder.add(Objects.requireNonNull(id), partition.partition(), 0);
        }
        return builder.sorted();
    }
}
