package strata.groups.assign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignor.Subscription;

/** Members and topics for the tests of assignors, and what the members have. */
final class TestGroup {
    final SortedMap<String, Subscription> members = new TreeMap<>();
    final Map<String, Integer> partitionCounts = new LinkedHashMap<>();

    TestGroup topic(String name, int partitionCount) {
        partitionCounts.put(name, partitionCount);
        return this;
    }

    TestGroup member(String id, String... topics) {
        return member(id, null, List.of(topics));
    }

    TestGroup staticMember(String id, String instanceId, String... topics) {
        return member(id, instanceId, List.of(topics));
    }

    private TestGroup member(String id, @Nullable String instanceId, List<String> topics) {
        members.put(id, new Subscription(instanceId, topics, List.of(), -1));
        return this;
    }

    /** Up to 9 members, 6 topics and 12 partitions a topic; nobody has anything. */
    static TestGroup random(Random random, boolean equal) {
        TestGroup group = new TestGroup();
        List<String> topics = new ArrayList<>();
        for (int i = random.nextInt(6) + 1; i > 0; i--) {
            topics.add("t" + i);
            if (random.nextInt(12) > 0) {
                group.topic("t" + i, random.nextInt(13));
            }
        }
        for (int i = random.nextInt(9) + 1; i > 0; i--) {
            List<String> wanted = new ArrayList<>(topics);
            if (!equal) {
                wanted.removeIf(topic -> random.nextBoolean());
            }
            String instanceId = random.nextInt(3) == 0 ? "i" + random.nextInt(100) : null;
            group.member("m" + random.nextInt(1_000), instanceId, wanted);
        }
        return group;
    }

    /** Lets the members claim what there is and what there is not, in any generation. */
    TestGroup withWildClaims(Random random) {
        members.replaceAll(
                (id, member) -> {
                    List<TopicPartition> claims = new ArrayList<>();
                    for (int i = random.nextInt(10); i > 0; i--) {
                        String topic = "t" + (random.nextInt(8) + 1);
                        claims.add(new TopicPartition(topic, random.nextInt(14)));
                    }
                    return having(member, claims, random.nextInt(4) - 1);
                });
        return this;
    }

    /** The same group once everybody has what it was given. */
    TestGroup after(SortedMap<String, List<TopicPartition>> assignment, int generation) {
        TestGroup next = copy();
        next.members.replaceAll(
                (id, member) -> having(member, assignment.getOrDefault(id, List.of()), generation));
        return next;
    }

    TestGroup claim(String id, int generation, TopicPartition... claims) {
        members.compute(id, (same, member) -> having(member, List.of(claims), generation));
        return this;
    }

    TestGroup without(String id) {
        TestGroup next = copy();
        next.members.remove(id);
        return next;
    }

    TestGroup with(String id, List<String> topics) {
        TestGroup next = copy();
        next.member(id, null, topics);
        return next;
    }

    private TestGroup copy() {
        TestGroup copy = new TestGroup();
        copy.members.putAll(members);
        copy.partitionCounts.putAll(partitionCounts);
        return copy;
    }

    private static Subscription having(
            Subscription member, List<TopicPartition> claims, int generation) {
        return new Subscription(member.instanceId(), member.topics(), claims, generation);
    }

    /** What is there. */
    static <K, V> V get(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    /** What the first member wants. */
    List<String> firstOnesTopics() {
        return get(members, members.firstKey()).topics();
    }

    SortedMap<String, List<TopicPartition>> shareBy(Assignor assignor) {
        return assignor.assign(members, partitionCounts);
    }

    /** How many partitions are with somebody else than before, of those that somebody had. */
    int moves(SortedMap<String, List<TopicPartition>> assignment) {
        int moves = 0;
        for (Map.Entry<String, List<TopicPartition>> entry : assignment.entrySet()) {
            for (TopicPartition partition : entry.getValue()) {
                boolean had = get(members, entry.getKey()).owned().contains(partition);
                if (!had && hasOwner(partition)) {
                    moves++;
                }
            }
        }
        return moves;
    }

    private boolean hasOwner(TopicPartition partition) {
        return members.values().stream().anyMatch(member -> member.owned().contains(partition));
    }

    /** The partitions that somebody has subscribed to, by who may have them. */
    SortedMap<TopicPartition, List<String>> wanted() {
        SortedMap<TopicPartition, List<String>> wanted = new TreeMap<>();
        members.forEach(
                (id, member) -> {
                    for (String topic : member.topics()) {
                        for (int i = 0; i < partitionCounts.getOrDefault(topic, 0); i++) {
                            TopicPartition partition = new TopicPartition(topic, i);
                            wanted.computeIfAbsent(partition, p -> new ArrayList<>()).add(id);
                        }
                    }
                });
        return wanted;
    }

    @Override
    public String toString() {
        return members + " of " + partitionCounts;
    }
}
