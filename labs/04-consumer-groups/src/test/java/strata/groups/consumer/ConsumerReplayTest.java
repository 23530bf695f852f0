package strata.groups.consumer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.EpochPartitions;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.groups.GroupView;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** A group of the consumer protocol is what the last records of its keys say. */
@Step(value = "4.5", concept = "members out of the log", code = "GRP-405")
final class ConsumerReplayTest {
    private static final String GROUP = "kitchen";
    private static final List<String> MEMBERS = List.of("ann", "bob", "cem");

    private final TestTopics topics = new TestTopics().create("orders", 6);
    private final TopicId orders = topics.id("orders");

    @Claim(
            value = "A member is what the last of its records say, whichever of them comes first",
            rules = {"R4.5-e", "R4.5-f", "R4.5-g"})
    void aMemberIsWhatItsLastRecordsSay(Lesson lesson) {
        TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        lesson.step("how ann stands comes before what she wants, as compaction may leave it");
        shard.append(stands("ann", 5, 0, 1));
        lesson.expect("members", "ann at 5: orders-0 orders-1", text(shard));
        shard.append(wants("ann", "ann-1"));
        lesson.expect("members", "ann (ann-1) at 5: orders-0 orders-1", text(shard));
        lesson.step("she wants something else");
        shard.append(wants("ann", null));
        lesson.expect("members", "ann at 5: orders-0 orders-1", text(shard));
        lesson.step("a tombstone of how she stands: she has just come, as it were");
        shard.append(wants("ann", "ann-2"));
        shard.append(gone(new GroupKey.MemberCurrent(GROUP, "ann")));
        lesson.expect("members", "ann (ann-2) at 0: nothing", text(shard));
        lesson.step("a tombstone of herself");
        shard.append(stands("ann", 6, 2));
        shard.append(gone(new GroupKey.Member(GROUP, "ann")));
        lesson.expect("members", "none", text(shard));
        lesson.step("bob, of whom nothing is known but how he stands, stands nowhere");
        shard.append(stands("bob", 5, 0));
        shard.append(gone(new GroupKey.MemberCurrent(GROUP, "bob")));
        lesson.expect("members", "none", text(shard));
        lesson.step("tombstones of cem, who never was");
        shard.append(gone(new GroupKey.MemberCurrent(GROUP, "cem")));
        shard.append(gone(new GroupKey.Member(GROUP, "cem")));
        lesson.expect("members", "none", text(shard));

        lesson.step("members by chance: the log, what compaction leaves, and that shuffled");
        for (int history = 0; history < 40; history++) {
            chance(lesson, lesson.random("history " + history), history);
        }
    }

    private void chance(Lesson lesson, SplittableRandom random, int history) {
        List<GroupRecord> log = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            String member = MEMBERS.get(random.nextInt(MEMBERS.size()));
            switch (random.nextInt(7)) {
                case 0, 1 -> log.add(wants(member, random.nextBoolean() ? member + "-1" : null));
                case 2, 3, 4 -> log.add(stands(member, 1 + step, random.nextInt(6)));
                case 5 -> log.add(gone(new GroupKey.MemberCurrent(GROUP, member)));
                default -> {
                    log.add(gone(new GroupKey.MemberCurrent(GROUP, member)));
                    log.add(gone(new GroupKey.Member(GROUP, member)));
                }
            }
        }
        String right = right(log);
        TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        lesson.now("history %s, all %s records", history, log.size());
        lesson.expect("members", right, text(shard.replayed(log)));
        List<GroupRecord> left = TestShard.compacted(log, random);
        lesson.now("history %s, %s records left", history, left.size());
        lesson.expect("members", right, text(shard.replayed(left)));
        List<GroupRecord> last = new ArrayList<>(TestShard.compacted(log, log.size(), true));
        for (int i = last.size() - 1; i > 0; i--) {
            last.add(last.remove(random.nextInt(i + 1)));
        }
        lesson.now("history %s, the last records in another order: %s", history, last);
        lesson.expect("members", right, text(shard.replayed(last)));
    }

    /** What the members are, made of the last record of each key. */
    private static String right(List<GroupRecord> log) {
        Map<GroupKey, GroupValue> last = new LinkedHashMap<>();
        log.forEach(record -> last.put(record.key(), record.value()));
        List<String> members = new ArrayList<>();
        for (String member : MEMBERS) {
            GroupValue wants = last.get(new GroupKey.Member(GROUP, member));
            GroupValue stands = last.get(new GroupKey.MemberCurrent(GROUP, member));
            if (wants == null && stands == null) {
                continue;
            }
            String instance = wants instanceof GroupValue.Member m ? m.instanceId() : null;
            int epoch = stands instanceof GroupValue.MemberCurrent c ? c.memberEpoch() : 0;
            TreeSet<String> held = new TreeSet<>();
            if (stands instanceof GroupValue.MemberCurrent current) {
                current.assigned().forEach(of -> add(held, of));
                current.revoking().forEach(of -> add(held, of));
            }
            members.add(text(member, instance, epoch, List.copyOf(held)));
        }
        return members.isEmpty() ? "none" : String.join("; ", members);
    }

    private static void add(TreeSet<String> held, EpochPartitions partitions) {
        partitions.partitions().forEach(partition -> held.add("orders-" + partition));
    }

    private static String text(TestShard shard) {
        GroupView group = shard.group(GROUP);
        if (group == null || group.members().isEmpty()) {
            return "none";
        }
        List<String> members = new ArrayList<>();
        for (GroupView.MemberView member : group.members()) {
            members.add(
                    text(member.memberId(), member.instanceId(), member.epoch(), member.owned()));
        }
        return String.join("; ", members);
    }

    private static String text(
            String member, @Nullable String instance, int epoch, List<?> partitions) {
        List<String> held = partitions.stream().map(Object::toString).toList();
        return member
                + (instance == null ? "" : " (" + instance + ")")
                + " at "
                + epoch
                + ": "
                + (held.isEmpty() ? "nothing" : String.join(" ", held));
    }

    private static GroupRecord wants(String member, @Nullable String instance) {
        return new GroupRecord(
                new GroupKey.Member(GROUP, member),
                new GroupValue.Member(
                        instance, null, member, "", List.of("orders"), "", 60_000, null, null));
    }

    /** At an epoch, with the last of some partitions to let go of, if there are several. */
    private GroupRecord stands(String member, int epoch, int... partitions) {
        List<EpochPartitions> assigned = new ArrayList<>();
        List<EpochPartitions> revoking = new ArrayList<>();
        for (int i = 0; i < partitions.length; i++) {
            boolean isLast = i > 0 && i == partitions.length - 1;
            (isLast ? revoking : assigned)
                    .add(new EpochPartitions(orders, List.of(partitions[i]), List.of(epoch)));
        }
        return new GroupRecord(
                new GroupKey.MemberCurrent(GROUP, member),
                new GroupValue.MemberCurrent(
                        epoch, epoch - 1, MemberState.STABLE, assigned, revoking));
    }

    private static GroupRecord gone(GroupKey key) {
        return new GroupRecord(key, null);
    }
}
