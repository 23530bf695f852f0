package strata.groups.consumer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.groups.HiddenTestChance;
import strata.groups.HiddenTestTopics;
import strata.groups.consumer.TargetAssignment.Replaced;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.Trace;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicPatterns;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.7", concept = "the consumer protocol", code = "GRP-407")
final class Hidden47TargetTest {
    private static final String GROUP = "kitchen";
    private static final List<String> NAMES = List.of("orders", "bills", "notes", "gone");

    @Claim(
            value = "The epoch rises when members or topics have changed, and for nothing else",
            rules = {"R4.7-a", "R4-a"})
    void theEpochRisesWithWhatHasChanged(Lesson lesson) {
        SplittableRandom random = lesson.random("changes");
        for (int i = 0; i < 60; i++) {
            HiddenTestTopics topics = topics(random);
            GroupsSpec spec = spec(topics, random);
            ConsumerGroup group = new ConsumerGroup(GROUP, spec);
            lesson.step("group %s of 60", i + 1);
            int members = random.nextInt(1, 4);
            for (int at = 0; at < members; at++) {
                apply(group, new GroupKey.Member(GROUP, "m" + at), wants(random, null, null));
            }
            int epoch = 0;
            long hash = 0;
            for (int round = 0; round < 20; round++) {
                boolean touched = random.nextBoolean();
                if (touched) {
                    change(topics, random);
                }
                boolean changed = random.nextInt(4) == 0;
                List<GroupRecord> records = new ArrayList<>();
                Plan plan = new Plan(group, records);
                boolean stale = new Subscriptions(spec).isStale(group);
                ConsumerGroup.Checked before = group.checked();
                lesson.now("round %s: changed %s, stale %s", round, changed, stale);
                int got = new Subscriptions(spec).raiseEpoch(plan, changed);
                long now = MetadataHash.of(plan.topics(), topics);
                boolean rises = changed || (stale && now != hash);
                epoch += rises ? 1 : 0;
                hash = rises ? now : hash;
                lesson.expect("the epoch", epoch, got);
                lesson.expect(
                        "what is stored",
                        rises
                                ? List.of(
                                        new GroupRecord(
                                                new GroupKey.ConsumerGroup(GROUP),
                                                new GroupValue.ConsumerGroup(epoch, hash)))
                                : List.of(),
                        records);
                lesson.expect(
                        "when the topics were looked at",
                        changed || stale
                                ? new ConsumerGroup.Checked(topics.version(), epoch)
                                : before,
                        group.checked());
                if (random.nextInt(8) > 0) {
                    records.forEach(group::apply);
                } else if (rises) {
                    // It could not be stored: so it is to be found out again.
                    epoch--;
                    hash = group.metadataHash();
                }
            }
        }
    }

    private static HiddenTestTopics topics(SplittableRandom random) {
        HiddenTestTopics topics = new HiddenTestTopics(random);
        NAMES.subList(0, 3).forEach(name -> topics.create(name, random.nextInt(1, 6)));
        return topics;
    }

    private static void change(HiddenTestTopics topics, SplittableRandom random) {
        String name = NAMES.get(random.nextInt(3));
        switch (random.nextInt(4)) {
            case 0 -> topics.create(name, random.nextInt(1, 6));
            case 1 -> topics.grow(name, topics.partitionCount(name) + 1);
            default -> topics.touch();
        }
    }

    private static GroupsSpec spec(HiddenTestTopics topics, SplittableRandom random) {
        return new GroupsSpec(
                GroupSettings.DEFAULT,
                topics,
                TopicPatterns.UNSUPPORTED,
                new HiddenTestChance(random),
                Trace.NONE,
                PendingOffsets.NONE);
    }

    private static void apply(ConsumerGroup group, GroupKey key, GroupValue value) {
        group.apply(new GroupRecord(key, value));
    }

    private static GroupValue.Member wants(
            SplittableRandom random, @Nullable String instanceId, @Nullable String assignor) {
        List<String> wanted =
                NAMES.stream().filter(name -> random.nextInt(3) > 0).sorted().toList();
        return new GroupValue.Member(
                instanceId, null, "c", "h", wanted, "", 30_000, assignor, null);
    }

    /** The assignor with the most votes is asked; of several, the one configured first. */
    private static void theMostVotesDecideWhoIsAsked(Lesson lesson) {
        SplittableRandom random = lesson.random("votes");
        List<String> all = List.of("uniform", "range", "own", "other", "last");
        for (int i = 0; i < 400; i++) {
            List<String> configured = new ArrayList<>();
            for (String name : all) {
                if (random.nextBoolean() || (configured.isEmpty() && name.equals("last"))) {
                    configured.add(random.nextInt(configured.size() + 1), name);
                }
            }
            List<ConsumerMember> members = new ArrayList<>();
            Map<String, Integer> votes = new TreeMap<>();
            for (int at = random.nextInt(9); at > 0; at--) {
                String vote = random.nextInt(4) == 0 ? null : all.get(random.nextInt(5));
                members.add(ConsumerMember.unknown("m" + at).wanting(wants(random, null, vote)));
                votes.merge(vote == null ? "" : vote, 1, Integer::sum);
            }
            String best = configured.get(0);
            for (String name : configured) {
                best = votes.getOrDefault(name, 0) > votes.getOrDefault(best, 0) ? name : best;
            }
            lesson.step("vote %s of 400: %s configured, votes %s", i + 1, configured, votes);
            lesson.expect("the assignor", best, Votes.preferred(members, configured));
        }
    }

    /** Notes what it is asked, and shares out as it likes. */
    private static final class Planted implements Assignor, Assignors {
        private final SplittableRandom random;
        private final String name;
        @Nullable SortedMap<String, Subscription> members;
        Map<String, Integer> counts = Map.of();
        SortedMap<String, List<TopicPartition>> given = new TreeMap<>();

        Planted(SplittableRandom random, String name) {
            this.random = random;
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public SortedMap<String, List<TopicPartition>> assign(
                SortedMap<String, Subscription> asked, Map<String, Integer> partitionCounts) {
            members = asked;
            counts = partitionCounts;
            given = new TreeMap<>();
            asked.forEach(
                    (id, member) -> {
                        // Often the same as before: that must not be stored again.
                        given.put(id, random.nextBoolean() ? there(member) : new ArrayList<>());
                    });
            partitionCounts.forEach(
                    (topic, count) -> {
                        if (random.nextInt(3) == 0) {
                            Objects.requireNonNull(given.get(given.firstKey()))
                                    .add(new TopicPartition(topic, count - 1));
                        }
                    });
            given.replaceAll((id, list) -> new ArrayList<>(new TreeSet<>(list)));
            return given;
        }

        private List<TopicPartition> there(Subscription member) {
            List<TopicPartition> there = new ArrayList<>(member.owned());
            there.removeIf(each -> !counts.containsKey(each.topic()));
            return there;
        }

        @Override
        public Assignor range() {
            return this;
        }

        @Override
        public Assignor roundRobin() {
            return this;
        }

        @Override
        public Assignor sticky() {
            return this;
        }

        @Override
        public Assignor cooperativeSticky() {
            return this;
        }

        @Override
        public Assignor uniform() {
            return name.equals("uniform") ? this : new Planted(random, "uniform");
        }

        @Override
        public Assignor serverRange() {
            return name.equals("range") ? this : new Planted(random, "range");
        }
    }

    @Claim(
            value = "The assignor with most votes is told what each had; what changes is stored",
            rules = {"R4.7-b", "R4.7-c", "R4-a"})
    void theAssignorIsToldWhatEachHad(Lesson lesson) {
        theMostVotesDecideWhoIsAsked(lesson);
        SplittableRandom random = lesson.random("targets");
        for (int i = 0; i < 150; i++) {
            HiddenTestTopics topics = topics(random);
            GroupsSpec spec = spec(topics, random);
            ConsumerGroup group = new ConsumerGroup(GROUP, spec);
            Planted planted = new Planted(random, random.nextBoolean() ? "range" : "uniform");
            int assignmentEpoch = random.nextInt(1, 50);
            apply(group, new GroupKey.Target(GROUP), new GroupValue.Target(assignmentEpoch, 3L));
            Map<String, List<TopicPartition>> had = new TreeMap<>();
            int count = random.nextInt(1, 5);
            for (int at = 0; at < count; at++) {
                String id = "m" + at;
                String instance = random.nextBoolean() ? "i" + at : null;
                GroupKey.Member key = new GroupKey.Member(GROUP, id);
                apply(group, key, wants(random, instance, planted.name()));
                if (random.nextInt(4) > 0) {
                    had.put(id, target(group, topics, random, id));
                }
            }
            List<GroupRecord> records = new ArrayList<>();
            Plan plan = new Plan(group, records);
            Replaced replaced = random.nextInt(3) == 0 ? replace(plan, random, had, planted) : null;
            int epoch = assignmentEpoch + random.nextInt(1, 9);
            lesson.step(
                    "target %s of 150: %s, had %s, replaced %s",
                    i + 1, plan.members().keySet(), had, String.valueOf(replaced));

            SortedMap<String, Partitions> made =
                    new TargetAssignment(spec, planted).assign(plan, epoch, replaced, 77L);

            checkAsked(lesson, plan, planted, had, assignmentEpoch);
            TreeMap<String, Partitions> right = new TreeMap<>();
            planted.given.forEach((id, given) -> right.put(id, identified(topics, given)));
            lesson.expect("the targets of all", right, new TreeMap<>(made));
            List<GroupRecord> stored = new ArrayList<>();
            right.forEach(
                    (id, target) -> {
                        if (!group.hasTarget(id, target)) {
                            stored.add(
                                    new GroupRecord(
                                            new GroupKey.MemberTarget(GROUP, id),
                                            new GroupValue.MemberTarget(target.toTopics())));
                        }
                    });
            stored.add(
                    new GroupRecord(new GroupKey.Target(GROUP), new GroupValue.Target(epoch, 77L)));
            lesson.expect("what is stored", stored, records);
        }
    }

    /** What a member is to have so far. */
    private static List<TopicPartition> target(
            ConsumerGroup group, HiddenTestTopics topics, SplittableRandom random, String id) {
        List<TopicPartition> target = new ArrayList<>();
        for (String name : topics.names()) {
            if (random.nextBoolean()) {
                target.add(new TopicPartition(name, topics.partitionCount(name) - 1));
            }
        }
        apply(
                group,
                new GroupKey.MemberTarget(GROUP, id),
                new GroupValue.MemberTarget(identified(topics, target).toTopics()));
        target.sort(null);
        return target;
    }

    private static Partitions identified(HiddenTestTopics topics, List<TopicPartition> named) {
        Partitions.Builder builder = new Partitions.Builder(4);
        named.forEach(each -> builder.add(topics.id(each.topic()), each.partition(), 0));
        return builder.sorted();
    }

    /** One of them goes, and another one has its place. */
    private static @Nullable Replaced replace(
            Plan plan,
            SplittableRandom random,
            Map<String, List<TopicPartition>> had,
            Planted planted) {
        plan.remove("m0");
        plan.put(ConsumerMember.unknown("n0").wanting(wants(random, "i0", planted.name())));
        List<TopicPartition> its = had.remove("m0");
        if (its != null) {
            had.put("n0", its);
        }
        return new Replaced("m0", "n0");
    }

    private static void checkAsked(
            Lesson lesson,
            Plan plan,
            Planted planted,
            Map<String, List<TopicPartition>> had,
            int assignmentEpoch) {
        SortedMap<String, Assignor.Subscription> asked = planted.members;
        lesson.expectThat(asked != null, "who is asked", "the preferred assignor", "another");
        SortedMap<String, Assignor.Subscription> members = asked == null ? new TreeMap<>() : asked;
        lesson.expect("for whom", plan.members().keySet(), members.keySet());
        TreeSet<String> wanted = new TreeSet<>();
        plan.members()
                .forEach(
                        (id, member) -> {
                            wanted.addAll(member.wants().topics());
                            Assignor.Subscription told = Objects.requireNonNull(members.get(id));
                            lesson.now("what is told of %s: %s", id, told);
                            lesson.expect(
                                    "its instance id", member.instanceId(), told.instanceId());
                            lesson.expect(
                                    "its topics",
                                    new LinkedHashSet<>(member.wants().topics()),
                                    new LinkedHashSet<>(told.topics()));
                            lesson.expect(
                                    "what it had", had.getOrDefault(id, List.of()), told.owned());
                            lesson.expect("when", assignmentEpoch, told.generation());
                        });
        wanted.remove("gone");
        lesson.expect("of which topics", wanted, new TreeSet<>(planted.counts.keySet()));
    }
}
