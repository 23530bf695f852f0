package strata.groups.offsets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.groups.HiddenTestCompaction;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.5", concept = "replay", code = "GRP-405")
final class Hidden45OffsetsTest {
    @Claim(
            value = "Offsets come and go: what is left, and how many, is what the records say",
            rules = {"R4.5-d", "R4.5-g"})
    void offsetsAreWhatTheRecordsSay(Lesson lesson) {
        SplittableRandom random = lesson.random("records");
        for (int i = 0; i < 25; i++) {
            int partitions = random.nextInt(1, 20);
            lesson.step("log %s of 25: up to %s partitions a topic", i + 1, partitions);
            CommittedOffsets offsets = new CommittedOffsets();
            Map<String, Map<TopicPartition, Long>> right = new TreeMap<>();
            List<GroupRecord> log = new ArrayList<>();
            for (int at = 0; at < 200; at++) {
                GroupRecord record = drawn(random, partitions, at);
                log.add(record);
                GroupKey.Offset key = (GroupKey.Offset) record.key();
                lesson.now("record %s: %s", at, record);
                offsets.apply(at, key, (GroupValue.Offset) record.value());
                apply(right, record);
                if (at % 5 == 0) {
                    check(lesson, right, offsets);
                }
            }
            lesson.now("what compaction has left of it is replayed");
            CommittedOffsets replayed = new CommittedOffsets();
            for (GroupRecord each : HiddenTestCompaction.left(log, random)) {
                replayed.apply(0L, (GroupKey.Offset) each.key(), (GroupValue.Offset) each.value());
            }
            check(lesson, right, replayed);
        }
    }

    private static GroupRecord drawn(SplittableRandom random, int partitions, int at) {
        GroupKey.Offset key =
                new GroupKey.Offset(
                        HiddenTestBook.GROUPS.get(random.nextInt(3)),
                        HiddenTestBook.NAMES.get(random.nextInt(5)),
                        random.nextInt(partitions));
        // By phases: mostly commits, then mostly tombstones.
        boolean gone = random.nextInt(10) < (at / 50 % 2 == 0 ? 2 : 8);
        return new GroupRecord(
                key,
                gone
                        ? null
                        : new GroupValue.Offset(
                                random.nextLong(1L << 40), -1, "", 5L, -1L, new TopicId(1, 2)));
    }

    private static void apply(Map<String, Map<TopicPartition, Long>> right, GroupRecord record) {
        GroupKey.Offset key = (GroupKey.Offset) record.key();
        Map<TopicPartition, Long> of = right.computeIfAbsent(key.groupId(), id -> new TreeMap<>());
        TopicPartition partition = new TopicPartition(key.topic(), key.partition());
        if (record.value() instanceof GroupValue.Offset value) {
            of.put(partition, value.offset());
        } else {
            of.remove(partition);
        }
        if (of.isEmpty()) {
            right.remove(key.groupId());
        }
    }

    private static void check(
            Lesson lesson, Map<String, Map<TopicPartition, Long>> right, CommittedOffsets offsets) {
        lesson.expect(
                "the groups that have some",
                new TreeSet<>(right.keySet()),
                new TreeSet<>(offsets.groupIds()));
        long count = 0;
        for (String groupId : HiddenTestBook.GROUPS) {
            Map<TopicPartition, Long> of = right.getOrDefault(groupId, new TreeMap<>());
            TreeMap<TopicPartition, Long> got = new TreeMap<>();
            offsets.view(groupId).forEach(view -> got.put(view.partition(), view.offset()));
            lesson.expect("the offsets of " + groupId, of, got);
            lesson.expect("how many " + groupId + " has", of.size(), offsets.count(groupId));
            lesson.expect("whether it has any", !of.isEmpty(), offsets.has(groupId));
            count += of.size();
        }
        lesson.expect("how many there are in all", count, offsets.count());
        for (String name : HiddenTestBook.NAMES) {
            boolean read =
                    right.values().stream()
                            .anyMatch(
                                    of ->
                                            of.keySet().stream()
                                                    .anyMatch(p -> p.topic().equals(name)));
            lesson.expect("whether there are any of " + name, read, offsets.hasTopic(name));
        }
    }
}
