package strata.groups.assign;

import static strata.groups.assign.AssignmentProblem.NOBODY;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignor.Subscription;

/** What an assignor is given: topics, members, and what they say that they have. */
public final class TestShares {
    private final SortedMap<String, Subscription> members = new TreeMap<>();
    private final SortedMap<String, Integer> topics = new TreeMap<>();

    /** There is a topic. */
    public TestShares topic(String name, int partitionCount) {
        topics.put(name, partitionCount);
        return this;
    }

    /** There is a member that has nothing yet. */
    public TestShares member(String id, String... wanted) {
        return add(id, null, wanted);
    }

    /** There is a static member. */
    TestShares fixed(String id, String instanceId, String... wanted) {
        return add(id, instanceId, wanted);
    }

    private TestShares add(String id, @Nullable String instanceId, String... wanted) {
        members.put(id, new Subscription(instanceId, List.of(wanted), List.of(), -1));
        return this;
    }

    /**
     * A member says that it had partitions of a topic in a generation, besides what it has said.
     */
    public TestShares had(String id, int generation, String topic, int... partitions) {
        Subscription before = Objects.requireNonNull(members.get(id));
        List<TopicPartition> owned = new ArrayList<>(before.owned());
        for (int partition : partitions) {
            owned.add(new TopicPartition(topic, partition));
        }
        members.put(id, new Subscription(before.instanceId(), before.topics(), owned, generation));
        return this;
    }

    AssignmentProblem problem() {
        return new AssignmentProblem(members, topics);
    }

    /** What they get by {@code range}, as text. */
    public String byRange() {
        return shared(new RangeAssignor());
    }

    /** What they get by {@code roundrobin}, as text. */
    public String byRoundRobin() {
        return shared(new RoundRobinAssignor());
    }

    /** What they get by {@code sticky}, as text. */
    public String bySticky() {
        return shared(new StickyAssignor("sticky"));
    }

    private String shared(Assignor assignor) {
        return text(assignor.assign(members, topics));
    }

    /** What they get by {@code sticky}, by partition, in numbers. */
    int[] owners() {
        AssignmentProblem problem = problem();
        return StickyAssignor.owners(problem, Claims.of(problem));
    }

    /** As {@code A: flights 0 1, seats 0; B: flights 2}. */
    static String text(SortedMap<String, List<TopicPartition>> shared) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<TopicPartition>> entry : shared.entrySet()) {
            text.append(text.isEmpty() ? "" : "; ").append(entry.getKey()).append(':');
            String last = "";
            for (TopicPartition partition : entry.getValue()) {
                if (!partition.topic().equals(last)) {
                    text.append(last.isEmpty() ? " " : ", ").append(partition.topic());
                    last = partition.topic();
                }
                text.append(' ').append(partition.partition());
            }
            text.append(last.isEmpty() ? " nothing" : "");
        }
        return text.toString();
    }

    /** Members by number, as {@code A B - A}: the first four of the alphabet, and nobody. */
    static String text(int... owners) {
        StringBuilder text = new StringBuilder();
        for (int owner : owners) {
            text.append(text.isEmpty() ? "" : " ").append(name(owner));
        }
        return text.toString();
    }

    /** The member with a number, as the tests name them: A, B, C, …. */
    static String name(int number) {
        return number == NOBODY ? "-" : String.valueOf((char) ('A' + number));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(topics.toString());
        members.forEach(
                (id, member) -> {
                    text.append(' ').append(id).append(member.topics());
                    if (!member.owned().isEmpty()) {
                        text.append(" had");
                        member.owned().forEach(each -> text.append(' ').append(each));
                        text.append(" in ").append(member.generation());
                    }
                });
        return text.toString();
    }
}
