package strata.groups.assign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor.Subscription;

/** Members and topics, drawn at random; what is right of them is found with names, not numbers. */
final class HiddenTestProblem {
    final SortedMap<String, Subscription> members = new TreeMap<>();
    final SortedMap<String, Integer> counts = new TreeMap<>();

    /** Members and topics; who wants what is up to {@code equal}: all the same, or not. */
    static HiddenTestProblem drawn(SplittableRandom random, boolean equal) {
        HiddenTestProblem problem = new HiddenTestProblem();
        List<String> names = new ArrayList<>();
        for (int left = random.nextInt(1, 6); left > 0; left--) {
            names.add("topic" + random.nextInt(1_000));
        }
        List<String> distinct = names.stream().distinct().toList();
        for (String name : distinct) {
            if (random.nextInt(6) > 0) {
                problem.counts.put(name, random.nextInt(random.nextInt(3) == 0 ? 30 : 7));
            }
        }
        int memberCount = random.nextInt(1, random.nextInt(4) == 0 ? 20 : 7);
        while (problem.members.size() < memberCount) {
            List<String> wanted = new ArrayList<>();
            for (String name : distinct) {
                if (equal || random.nextBoolean()) {
                    wanted.add(random.nextInt(wanted.size() + 1), name);
                }
            }
            problem.members.put(
                    "m" + random.nextInt(100_000),
                    new Subscription(instance(random), wanted, List.of(), -1));
        }
        return problem;
    }

    private static @Nullable String instance(SplittableRandom random) {
        return random.nextInt(3) > 0 ? null : "i" + random.nextInt(1_000_000);
    }

    /** Members in their order: static ones first. */
    List<String> order() {
        List<String> order = new ArrayList<>(members.keySet());
        order.sort(
                (left, right) -> {
                    String a = Objects.requireNonNull(members.get(left)).instanceId();
                    String b = Objects.requireNonNull(members.get(right)).instanceId();
                    if (a == null || b == null) {
                        return a == null && b == null
                                ? left.compareTo(right)
                                : Boolean.compare(a == null, b == null);
                    }
                    return a.equals(b) ? left.compareTo(right) : a.compareTo(b);
                });
        return order;
    }

    /** Those that have subscribed to a topic, in their order. */
    List<String> subscribers(String topic) {
        return order().stream()
                .filter(m -> Objects.requireNonNull(members.get(m)).topics().contains(topic))
                .toList();
    }

    /** All partitions that are to be shared out, in their order. */
    List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        counts.forEach(
                (topic, count) -> {
                    for (int p = 0; p < count && !subscribers(topic).isEmpty(); p++) {
                        partitions.add(new TopicPartition(topic, p));
                    }
                });
        return partitions;
    }

    /** Gives members something to claim. */
    void claim(String member, List<TopicPartition> owned, int generation) {
        Subscription before = members.get(member);
        members.put(
                member,
                new Subscription(
                        Objects.requireNonNull(before).instanceId(),
                        before.topics(),
                        owned,
                        generation));
    }

    /** Any claims: old ones, the same of several, some of what does not exist. */
    void claimAnything(SplittableRandom random) {
        List<TopicPartition> all = partitions();
        int latest = random.nextInt(4);
        for (String member : List.copyOf(members.keySet())) {
            List<TopicPartition> owned = new ArrayList<>();
            for (int left = random.nextInt(8); left > 0 && !all.isEmpty(); left--) {
                owned.add(all.get(random.nextInt(all.size())));
            }
            if (random.nextInt(4) == 0) {
                owned.add(new TopicPartition("gone", random.nextInt(3)));
                owned.add(new TopicPartition(counts.isEmpty() ? "x" : counts.firstKey(), 1_000));
            }
            claim(member, owned, random.nextInt(-1, latest + 1));
        }
    }

    /** By partition, the member that is believed to have it. */
    Map<TopicPartition, String> believed() {
        Map<TopicPartition, String> believed = new LinkedHashMap<>();
        for (TopicPartition partition : partitions()) {
            List<String> claimants = claimants(partition);
            int latest = Integer.MIN_VALUE;
            for (String member : claimants) {
                latest = Math.max(latest, Objects.requireNonNull(members.get(member)).generation());
            }
            int last = latest;
            List<String> latestOnes =
                    claimants.stream()
                            .filter(
                                    m ->
                                            Objects.requireNonNull(members.get(m)).generation()
                                                    == last)
                            .toList();
            if (latestOnes.size() == 1) {
                believed.put(partition, latestOnes.get(0));
            }
        }
        return believed;
    }

    /** All who claim a partition, each once. */
    List<String> claimants(TopicPartition partition) {
        Set<String> claimants = new LinkedHashSet<>();
        members.forEach(
                (id, member) -> {
                    if (member.owned().contains(partition)) {
                        claimants.add(id);
                    }
                });
        return new ArrayList<>(claimants);
    }

    /** The same problem, told in another order of topics and claims. */
    HiddenTestProblem shuffled(SplittableRandom random) {
        HiddenTestProblem other = new HiddenTestProblem();
        other.counts.putAll(counts);
        members.forEach(
                (id, member) -> {
                    List<TopicPartition> owned = new ArrayList<>(member.owned());
                    if (!owned.isEmpty() && random.nextBoolean()) {
                        owned.add(owned.get(0));
                    }
                    other.members.put(
                            id,
                            new Subscription(
                                    member.instanceId(),
                                    mixed(member.topics(), random),
                                    mixed(owned, random),
                                    member.generation()));
                });
        return other;
    }

    static <T> List<T> mixed(List<T> all, SplittableRandom random) {
        List<T> mixed = new ArrayList<>();
        for (T each : all) {
            mixed.add(random.nextInt(mixed.size() + 1), each);
        }
        return mixed;
    }

    /** Nobody has anything. */
    SortedMap<String, List<TopicPartition>> nothing() {
        SortedMap<String, List<TopicPartition>> nothing = new TreeMap<>();
        members.keySet().forEach(member -> nothing.put(member, new ArrayList<>()));
        return nothing;
    }

    @Override
    public String toString() {
        return "topics " + counts + ", members " + members;
    }
}
