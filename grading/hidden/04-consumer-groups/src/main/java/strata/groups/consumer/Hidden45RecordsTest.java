package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.groups.HiddenTestCompaction;
import strata.groups.HiddenTestShard;
import strata.groups.HiddenTestTopics;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.Member;
import strata.kernel.groups.GroupValue.MemberCurrent;
import strata.kernel.groups.GroupView;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.5", concept = "replay", code = "GRP-405")
final class Hidden45RecordsTest {
    private static final String GROUP = "kitchen";

    /** What records say of a member. */
    private record Known(@Nullable Member wants, @Nullable MemberCurrent stands) {}

    private final List<GroupRecord> log = new ArrayList<>();
    private final TreeMap<String, Known> members = new TreeMap<>();
    private final TreeMap<String, GroupValue.MemberTarget> targets = new TreeMap<>();
    private int epoch;
    private int assignmentEpoch;

    @Claim(
            value =
                    "Of a group of the consumer protocol, any order of its records, whole or"
                            + " compacted, leaves what they say",
            rules = {"R4.5-e", "R4.5-f", "R4.5-g"})
    void anyLogLeavesWhatItSays(Lesson lesson) {
        SplittableRandom random = lesson.random("logs");
        for (int i = 0; i < 60; i++) {
            HiddenTestTopics topics = new HiddenTestTopics(random);
            topics.create("orders", 9);
            topics.create("bills", 9);
            HiddenTestShard shard =
                    new HiddenTestShard(lesson, GroupSettings.DEFAULT, topics, random.split());
            boolean wild = i % 2 == 0;
            lesson.step("log %s of 60, %s", i + 1, wild ? "of anything" : "as one is written");
            begin();
            GroupCoordinator live = shard.replayed(log);
            for (int at = 0; at < 80; at++) {
                int before = log.size();
                if (wild) {
                    anything(topics, random);
                } else {
                    writer(topics, random);
                }
                for (GroupRecord record : log.subList(before, log.size())) {
                    lesson.now("record %s: %s", log.size(), record);
                    live.apply(log.size(), record);
                }
                check(lesson, live, topics);
                if (!wild && at % 8 == 0) {
                    List<GroupRecord> left = HiddenTestCompaction.left(log, random);
                    lesson.now("compaction has left %s of %s: %s", left.size(), log.size(), left);
                    check(lesson, shard.replayed(left), topics);
                }
            }
        }
    }

    private void begin() {
        log.clear();
        members.clear();
        targets.clear();
        epoch = 0;
        assignmentEpoch = 0;
        store(new GroupKey.ConsumerGroup(GROUP), new GroupValue.ConsumerGroup(++epoch, 5L));
    }

    /** Stores a record; what follows from it is what its rule says. */
    private void store(GroupKey key, @Nullable GroupValue value) {
        log.add(new GroupRecord(key, value));
        switch (key) {
            case GroupKey.Member of -> {
                Known known = members.getOrDefault(of.memberId(), new Known(null, null));
                if (value == null) {
                    members.remove(of.memberId());
                } else {
                    members.put(of.memberId(), new Known((Member) value, known.stands()));
                }
            }
            case GroupKey.MemberCurrent of -> {
                Known known = members.getOrDefault(of.memberId(), new Known(null, null));
                if (value == null && known.wants() == null) {
                    members.remove(of.memberId());
                } else {
                    members.put(of.memberId(), new Known(known.wants(), (MemberCurrent) value));
                }
            }
            case GroupKey.MemberTarget of -> {
                if (value == null) {
                    targets.remove(of.memberId());
                } else {
                    targets.put(of.memberId(), (GroupValue.MemberTarget) value);
                }
            }
            case GroupKey.Target of ->
                    assignmentEpoch =
                            value == null ? 0 : ((GroupValue.Target) value).assignmentEpoch();
            default -> {}
        }
    }

    /** Any record of any member: of one that is gone, of one that comes later. */
    private void anything(HiddenTestTopics topics, SplittableRandom random) {
        String member = "m" + random.nextInt(4);
        boolean gone = random.nextInt(3) == 0;
        switch (random.nextInt(4)) {
            case 0 -> store(new GroupKey.Member(GROUP, member), gone ? null : wants(random));
            case 1 ->
                    store(
                            new GroupKey.MemberCurrent(GROUP, member),
                            gone ? null : stands(topics, random, member));
            case 2 ->
                    store(
                            new GroupKey.MemberTarget(GROUP, member),
                            gone ? null : target(topics, random));
            default ->
                    store(
                            new GroupKey.Target(GROUP),
                            gone ? null : new GroupValue.Target(random.nextInt(50), 7L));
        }
    }

    /** What a coordinator writes: a member comes, changes, or goes with three tombstones. */
    private void writer(HiddenTestTopics topics, SplittableRandom random) {
        String member = "m" + random.nextInt(5);
        if (members.containsKey(member) && random.nextInt(3) == 0) {
            store(new GroupKey.MemberCurrent(GROUP, member), null);
            store(new GroupKey.MemberTarget(GROUP, member), null);
            store(new GroupKey.Member(GROUP, member), null);
        } else if (!members.containsKey(member) || random.nextInt(3) == 0) {
            store(new GroupKey.Member(GROUP, member), wants(random));
        } else if (random.nextBoolean()) {
            store(new GroupKey.MemberTarget(GROUP, member), target(topics, random));
            store(new GroupKey.Target(GROUP), new GroupValue.Target(epoch, 7L));
        } else {
            store(new GroupKey.MemberCurrent(GROUP, member), stands(topics, random, member));
        }
    }

    private static Member wants(SplittableRandom random) {
        return new Member(
                null,
                null,
                "client",
                "host",
                random.nextBoolean() ? List.of("orders") : List.of("bills", "orders"),
                "",
                30_000,
                null,
                null);
    }

    /** Of each topic two partitions are this member's alone, so that nobody has another's. */
    private static MemberCurrent stands(
            HiddenTestTopics topics, SplittableRandom random, String member) {
        int own = 2 * (member.charAt(1) - '0');
        int at = random.nextInt(1, 100);
        boolean lets = random.nextBoolean() && own < 8;
        return new MemberCurrent(
                at,
                at - 1,
                lets ? GroupValue.MemberState.UNREVOKED_PARTITIONS : GroupValue.MemberState.STABLE,
                random.nextInt(4) == 0 ? List.of() : List.of(given(topics, "orders", own, at)),
                lets ? List.of(given(topics, "bills", own + 1, at)) : List.of());
    }

    private static GroupValue.EpochPartitions given(
            HiddenTestTopics topics, String topic, int partition, int at) {
        return new GroupValue.EpochPartitions(topics.id(topic), List.of(partition), List.of(at));
    }

    private static GroupValue.MemberTarget target(
            HiddenTestTopics topics, SplittableRandom random) {
        return new GroupValue.MemberTarget(
                List.of(
                        new GroupValue.TopicPartitions(
                                topics.id("bills"), List.of(random.nextInt(9)))));
    }

    private void check(Lesson lesson, GroupCoordinator coordinator, HiddenTestTopics topics) {
        List<GroupView.MemberView> right = new ArrayList<>();
        members.forEach(
                (id, known) -> {
                    MemberCurrent stands = known.stands();
                    List<TopicPartition> owned = new ArrayList<>();
                    if (stands != null) {
                        stands.assigned()
                                .forEach(of -> name(topics, of.topicId(), of.partitions(), owned));
                        stands.revoking()
                                .forEach(of -> name(topics, of.topicId(), of.partitions(), owned));
                        owned.sort(null);
                    }
                    List<TopicPartition> target = new ArrayList<>();
                    if (targets.containsKey(id)) {
                        targets.get(id)
                                .partitions()
                                .forEach(of -> name(topics, of.topicId(), of.partitions(), target));
                    }
                    right.add(
                            new GroupView.MemberView(
                                    id,
                                    null,
                                    stands == null ? 0 : stands.memberEpoch(),
                                    owned,
                                    target));
                });
        GroupView view = coordinator.groups().get(0);
        lesson.expect("the members", right, view.members());
        lesson.expect("the group's epoch", epoch, view.epoch());
        lesson.expect("the target's epoch", assignmentEpoch, view.assignmentEpoch());
    }

    private static void name(
            HiddenTestTopics topics,
            strata.kernel.TopicId id,
            List<Integer> partitions,
            List<TopicPartition> to) {
        partitions.forEach(p -> to.add(new TopicPartition(String.valueOf(topics.nameOf(id)), p)));
    }
}
