package strata.groups.offsets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.5", concept = "offsets out of the log", code = "GRP-405")
final class OffsetReplayTest {
    private static final List<String> GROUPS = List.of("bar", "kitchen", "oven");
    private static final List<String> TOPICS = List.of("bills", "orders");

    @Claim(
            value = "A tombstone forgets one offset, and the group with its last one",
            rules = {"R4.5-d"})
    void aTombstoneForgetsOneOffset(Lesson lesson) {
        CommittedOffsets offsets = new CommittedOffsets();
        lesson.step("kitchen commits orders-0, orders-1 and bills-0; bar commits orders-0");
        apply(offsets, "kitchen", "orders", 0, 10L);
        apply(offsets, "kitchen", "orders", 1, 11L);
        apply(offsets, "kitchen", "bills", 0, 12L);
        apply(offsets, "bar", "orders", 0, 13L);
        lesson.expect("how many offsets there are", 4L, offsets.count());

        lesson.step("a tombstone of kitchen's orders-0");
        apply(offsets, "kitchen", "orders", 0, null);
        lesson.expect("kitchen's", "bills-0: 12, orders-1: 11", text(offsets, "kitchen"));
        lesson.expect("bar's", "orders-0: 13", text(offsets, "bar"));
        lesson.expect("how many offsets there are", 3L, offsets.count());

        lesson.step("tombstones of what is not there: a partition, a topic, a group");
        apply(offsets, "kitchen", "orders", 0, null);
        apply(offsets, "kitchen", "stock", 0, null);
        apply(offsets, "oven", "orders", 0, null);
        lesson.expect("kitchen's", "bills-0: 12, orders-1: 11", text(offsets, "kitchen"));
        lesson.expect("whether there is a group oven", false, offsets.has("oven"));
        lesson.expect("how many offsets there are", 3L, offsets.count());

        lesson.step("tombstones of kitchen's orders-1, of bar's orders-0, of kitchen's bills-0");
        apply(offsets, "kitchen", "orders", 1, null);
        lesson.expect("whether somebody has an offset of orders", true, offsets.hasTopic("orders"));
        apply(offsets, "bar", "orders", 0, null);
        lesson.expect(
                "whether somebody has an offset of orders", false, offsets.hasTopic("orders"));
        lesson.expect("whether there is a group bar", false, offsets.has("bar"));
        lesson.expect("whether there is a group kitchen", true, offsets.has("kitchen"));
        apply(offsets, "kitchen", "bills", 0, null);
        lesson.expect("the groups with offsets", List.of(), List.copyOf(offsets.groupIds()));
        lesson.expect("how many offsets there are", 0L, offsets.count());
    }

    private static void apply(
            CommittedOffsets offsets,
            String group,
            String topic,
            int partition,
            @Nullable Long offset) {
        GroupValue.Offset value =
                offset == null
                        ? null
                        : new GroupValue.Offset(offset, -1, "", 1_000L, -1L, TopicId.ZERO);
        offsets.apply(0L, new GroupKey.Offset(group, topic, partition), value);
    }

    private static String text(CommittedOffsets offsets, String group) {
        List<String> texts =
                offsets.view(group).stream().map(o -> o.partition() + ": " + o.offset()).toList();
        return String.join(", ", texts);
    }

    @Claim(
            value = "However far compaction has come, the log gives the offsets that there were",
            rules = {"R4.5-d", "R4.5-g"})
    void compactionLosesNoOffset(Lesson lesson) {
        lesson.step("three groups commit and delete offsets of two topics, and are deleted");
        for (int history = 0; history < 20; history++) {
            SplittableRandom random = lesson.random("history " + history);
            TestTopics topics = new TestTopics().create("bills", 2).create("orders", 3);
            TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
            for (int step = 0; step < 60; step++) {
                act(shard, random);
            }
            lesson.now(
                    "history %s, replayed from all of its %s records", history, shard.log.size());
            expectSame(lesson, shard, shard.replayed(shard.log));
            for (int form = 0; form < 5; form++) {
                List<GroupRecord> left = TestShard.compacted(shard.log, random);
                lesson.now("history %s, replayed from the %s records left", history, left.size());
                expectSame(lesson, shard, shard.replayed(left));
            }
        }
    }

    private static void act(TestShard shard, SplittableRandom random) {
        String group = GROUPS.get(random.nextInt(GROUPS.size()));
        String topic = TOPICS.get(random.nextInt(TOPICS.size()));
        int partition = random.nextInt(2);
        shard.nowMs += random.nextInt(100);
        switch (random.nextInt(8)) {
            case 0, 1 ->
                    shard.append(
                            new GroupRecord(new GroupKey.Offset(group, topic, partition), null));
            case 2 ->
                    shard.ask(
                            new OffsetDelete.Request(
                                    group,
                                    List.of(new OffsetDelete.Topic(topic, List.of(partition)))));
            case 3 -> shard.ask(new DeleteGroups.Request(List.of(group)));
            default -> commit(shard, group, topic, partition, random.nextInt(1_000));
        }
    }

    private static void commit(
            TestShard shard, String group, String topic, int partition, long offset) {
        OffsetCommit.Partition committed = new OffsetCommit.Partition(partition, offset, -1, "m");
        OffsetCommit.Topic of = new OffsetCommit.Topic(TopicRef.named(topic), List.of(committed));
        shard.ask(new OffsetCommit.Request(group, -1, "", null, -1L, true, List.of(of)));
    }

    private static void expectSame(Lesson lesson, TestShard lived, TestShard replayed) {
        // Two that are wrong alike would be the same: what is right, the log says.
        Map<GroupKey, GroupValue> last = new LinkedHashMap<>();
        lived.log.forEach(record -> last.put(record.key(), record.value()));
        for (String group : GROUPS) {
            lesson.expect("the offsets of " + group, right(group, last), replayed.offsets(group));
            lesson.expect("those there were", right(group, last), lived.offsets(group));
        }
        lesson.expect("the groups", lived.shown(), replayed.shown());
    }

    private static String right(String group, Map<GroupKey, GroupValue> last) {
        Map<String, Long> offsets = new TreeMap<>();
        last.forEach(
                (key, value) -> {
                    if (key instanceof GroupKey.Offset of
                            && value instanceof GroupValue.Offset committed
                            && of.groupId().equals(group)) {
                        offsets.put(of.topic() + "-" + of.partition(), committed.offset());
                    }
                });
        List<String> texts = new ArrayList<>();
        offsets.forEach((partition, offset) -> texts.add(partition + ": " + offset));
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}
