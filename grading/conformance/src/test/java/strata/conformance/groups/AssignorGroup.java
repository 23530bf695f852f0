package strata.conformance.groups;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.internals.AbstractPartitionAssignor;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.apache.kafka.coordinator.group.modern.Assignment;
import org.apache.kafka.coordinator.group.modern.GroupSpecImpl;
import org.apache.kafka.coordinator.group.modern.MemberSubscriptionAndAssignmentImpl;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignor.Subscription;

/** One group, to be shared out by ours and by Kafka's. */
final class AssignorGroup {
    private final Random random;
    private final SortedMap<String, Subscription> members = new TreeMap<>();
    private final Map<String, Integer> partitionCounts = new LinkedHashMap<>();

    private AssignorGroup(Random random) {
        this.random = random;
    }

    /** Up to 12 members and 6 topics, all of which exist; half of the groups want the same. */
    static AssignorGroup random(Random random) {
        AssignorGroup group = new AssignorGroup(random);
        List<String> topics = new ArrayList<>();
        for (int i = random.nextInt(6) + 1; i > 0; i--) {
            topics.add("t" + i);
            group.partitionCounts.put("t" + i, random.nextInt(15) + 1);
        }
        boolean equal = random.nextBoolean();
        for (int i = random.nextInt(12) + 1; i > 0; i--) {
            List<String> wanted = new ArrayList<>(topics);
            if (!equal) {
                wanted.removeIf(topic -> random.nextBoolean());
            }
            if (wanted.isEmpty()) {
                // Kafka's sticky one gives partitions to a member that wants nothing.
                wanted.add("t1");
            }
            boolean isStatic = random.nextInt(3) == 0;
            group.members.put(
                    "m" + random.nextInt(1_000),
                    new Subscription(
                            isStatic ? "i" + i + random.nextInt(9) : null, wanted, List.of(), -1));
        }
        return group;
    }

    /** Most partitions have had an owner, who wants them still; some members have had much. */
    AssignorGroup withOwners() {
        SortedMap<String, List<TopicPartition>> owners = new TreeMap<>();
        partitionCounts.forEach(
                (topic, count) -> {
                    List<String> ids = subscribers(topic);
                    for (int i = 0; i < count && !ids.isEmpty(); i++) {
                        String id = ids.get(random.nextInt(random.nextInt(ids.size()) + 1));
                        if (random.nextInt(6) > 0) {
                            owners.computeIfAbsent(id, any -> new ArrayList<>())
                                    .add(new TopicPartition(topic, i));
                        }
                    }
                });
        members.replaceAll(
                (id, member) ->
                        new Subscription(
                                member.instanceId(),
                                member.topics(),
                                owners.getOrDefault(id, List.of()),
                                1));
        return this;
    }

    private List<String> subscribers(String topic) {
        return members.keySet().stream()
                .filter(id -> get(members, id).topics().contains(topic))
                .toList();
    }

    /** Whether all want the same. */
    boolean isEqual() {
        return members.values().stream().map(m -> Set.copyOf(m.topics())).distinct().count() == 1;
    }

    /** By one of ours. */
    SortedMap<String, List<TopicPartition>> shareBy(Assignor assignor) {
        return assignor.assign(members, partitionCounts);
    }

    /** By one of Kafka's for clients. */
    SortedMap<String, List<TopicPartition>> shareBy(AbstractPartitionAssignor assignor) {
        Map<String, ConsumerPartitionAssignor.Subscription> subscriptions = new HashMap<>();
        members.forEach(
                (id, member) -> {
                    ConsumerPartitionAssignor.Subscription subscription =
                            new ConsumerPartitionAssignor.Subscription(
                                    member.topics(),
                                    null,
                                    member.owned().stream().map(AssignorGroup::kafkas).toList(),
                                    member.generation(),
                                    Optional.empty());
                    subscription.setGroupInstanceId(Optional.ofNullable(member.instanceId()));
                    subscriptions.put(id, subscription);
                });
        Set<String> wanted = new TreeSet<>();
        members.values().forEach(member -> wanted.addAll(member.topics()));
        Map<String, Integer> counts = new HashMap<>(partitionCounts);
        counts.keySet().retainAll(wanted);
        SortedMap<String, List<TopicPartition>> shared = new TreeMap<>();
        assignor.assign(counts, subscriptions)
                .forEach(
                        (id, given) ->
                                shared.put(
                                        id,
                                        given.stream()
                                                .map(p -> partition(p.topic(), p.partition()))
                                                .sorted()
                                                .toList()));
        return shared;
    }

    /** By one of Kafka's for coordinators. */
    SortedMap<String, List<TopicPartition>> shareBy(ConsumerGroupPartitionAssignor assignor) {
        Map<String, MemberSubscriptionAndAssignmentImpl> specs = new HashMap<>();
        Map<Uuid, Map<Integer, String>> owners = new HashMap<>();
        members.forEach(
                (id, member) -> {
                    Set<Uuid> topics = new LinkedHashSet<>();
                    member.topics().forEach(topic -> topics.add(id(topic)));
                    Map<Uuid, Set<Integer>> owned = new HashMap<>();
                    for (TopicPartition partition : member.owned()) {
                        owned.computeIfAbsent(id(partition.topic()), any -> new TreeSet<>())
                                .add(partition.partition());
                        owners.computeIfAbsent(id(partition.topic()), any -> new HashMap<>())
                                .put(partition.partition(), id);
                    }
                    specs.put(
                            id,
                            new MemberSubscriptionAndAssignmentImpl(
                                    Optional.empty(),
                                    Optional.ofNullable(member.instanceId()),
                                    topics,
                                    new Assignment(owned)));
                });
        SubscriptionType type =
                isEqual() ? SubscriptionType.HOMOGENEOUS : SubscriptionType.HETEROGENEOUS;
        SortedMap<String, List<TopicPartition>> shared = new TreeMap<>();
        members.keySet().forEach(id -> shared.put(id, new ArrayList<>()));
        assignor.assign(new GroupSpecImpl(specs, type, owners), new Topics(partitionCounts))
                .members()
                .forEach((id, given) -> addAll(given, get(shared, id)));
        shared.values().forEach(given -> given.sort(null));
        return shared;
    }

    private static void addAll(MemberAssignment given, List<TopicPartition> partitions) {
        given.partitions()
                .forEach(
                        (topic, numbers) ->
                                numbers.forEach(n -> partitions.add(partition(name(topic), n))));
    }

    private record Topics(Map<String, Integer> partitionCounts)
            implements SubscribedTopicDescriber {
        @Override
        public int numPartitions(Uuid topicId) {
            return get(partitionCounts, name(topicId));
        }

        @Override
        public Set<String> racksForPartition(Uuid topicId, int partition) {
            return Set.of();
        }
    }

    /** The id of topic t5 is that of the number 5. */
    private static Uuid id(String topic) {
        return new Uuid(1, Long.parseLong(topic.substring(1)));
    }

    private static String name(Uuid id) {
        return "t" + id.getLeastSignificantBits();
    }

    private static TopicPartition partition(String topic, int number) {
        return new TopicPartition(topic, number);
    }

    private static org.apache.kafka.common.TopicPartition kafkas(TopicPartition partition) {
        return new org.apache.kafka.common.TopicPartition(partition.topic(), partition.partition());
    }

    private static <K, V> V get(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    /** How many partitions are given. */
    static int count(SortedMap<String, List<TopicPartition>> shared) {
        return shared.values().stream().mapToInt(List::size).sum();
    }

    /** The less, the more even. */
    static int squares(SortedMap<String, List<TopicPartition>> shared) {
        return shared.values().stream().mapToInt(List::size).map(n -> n * n).sum();
    }

    /** How many partitions their owners have lost. */
    int moves(SortedMap<String, List<TopicPartition>> shared) {
        int moves = 0;
        for (Map.Entry<String, Subscription> member : members.entrySet()) {
            for (TopicPartition partition : member.getValue().owned()) {
                moves += get(shared, member.getKey()).contains(partition) ? 0 : 1;
            }
        }
        return moves;
    }

    @Override
    public String toString() {
        return members + " of " + partitionCounts;
    }
}
