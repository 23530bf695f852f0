package strata.groups.offsets;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetDelete;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.4", concept = "offsets", code = "GRP-404")
final class ForgottenOffsetsTest {
    private static final String MISSING = "UNKNOWN_TOPIC_OR_PARTITION";
    private static final String NOTHING = "nothing";

    private final TestOffsets world = new TestOffsets();

    @Claim(
            value = "An offset is old when its own time is up, or the retention since it counts",
            rules = {"R4.4-e", "R4-c"})
    void anOffsetIsOldWhenItsTimeIsUp(Lesson lesson) {
        long nowMs = world.wallMs;
        stored("orders", 0, nowMs, -1);
        lesson.step("a retention of 1000 ms; orders 0 was committed now, by no group's member");
        lesson.expect("what is old after 999 ms", NOTHING, world.expired(null, 999));
        lesson.expect("what is old after 1000 ms", "orders-0", world.expired(null, 1_000));

        lesson.step("the group became empty 400 ms after the commit: from then on it counts");
        TestGroup group = world.group();
        group.isEmpty = true;
        group.retainedSinceMs = nowMs + 400;
        lesson.expect("what is old after 1399 ms", NOTHING, world.expired(group, 1_399));
        lesson.expect("what is old after 1400 ms", "orders-0", world.expired(group, 1_400));

        lesson.step("orders 1 has a time of its own, 1200 ms from now, and orders 2 in 100 ms");
        stored("orders", 1, nowMs, nowMs + 1_200);
        stored("orders", 2, nowMs, nowMs + 100);
        lesson.expect("what is old after 99 ms", NOTHING, world.expired(null, 99));
        lesson.expect("what is old after 100 ms", "orders-2", world.expired(group, 100));
        lesson.expect("what is old after 1199 ms", "orders-2", world.expired(group, 1_199));
        lesson.expect("after 1200 ms", "orders-1, orders-2", world.expired(group, 1_200));
        lesson.expect(
                "after 1200 ms, no group",
                "orders-0, orders-1, orders-2",
                world.expired(null, 1_200));
    }

    private void stored(String topic, int partition, long commitMs, long expireMs) {
        TopicId id = world.topics.id(topic);
        world.store(topic, partition, new GroupValue.Offset(7, 3, "", commitMs, expireMs, id));
    }

    @Claim(
            value = "What the group reads, or a transaction is about to change, does not expire",
            rules = {"R4.4-f"})
    void whatIsStillWantedDoesNotExpire(Lesson lesson) {
        stored("orders", 0, world.wallMs, -1);
        stored("orders", 1, world.wallMs, -1);
        stored("bills", 0, world.wallMs, world.wallMs + 5);
        lesson.step("orders 0, orders 1 and bills 0, all of them old; the group reads orders");
        TestGroup group = world.group();
        group.subscribed.add("orders");
        lesson.expect("what has expired", "bills-0", world.expired(group, 5_000));
        lesson.step("it reads both, then nothing");
        group.subscribed.add("bills");
        lesson.expect("what has expired", NOTHING, world.expired(group, 5_000));
        group.subscribed.clear();
        String all = "bills-0, orders-0, orders-1";
        lesson.expect("what has expired", all, world.expired(group, 5_000));
        lesson.step("a transaction is about to change orders 1");
        world.pending.add("orders-1");
        lesson.expect("what has expired", "bills-0, orders-0", world.expired(group, 5_000));
        lesson.expect("the same without a group", "bills-0, orders-0", world.expired(null, 5_000));
        world.pending.clear();
        lesson.step("the group has members of which nobody can tell what they read: NEVER");
        group.retainedSinceMs = Group.NEVER;
        lesson.expect("what has expired", NOTHING, world.expired(group, 5_000));

        SplittableRandom random = lesson.random("groups");
        lesson.step("offsets of any age and groups of any kind");
        for (int i = 0; i < 300; i++) {
            expectExpired(lesson, random);
        }
    }

    private static void expectExpired(Lesson lesson, SplittableRandom random) {
        TestOffsets any = new TestOffsets();
        TestGroup group = any.group();
        boolean reads = random.nextBoolean();
        if (reads) {
            group.subscribed.add("orders");
        }
        long laterMs = random.nextInt(3_000);
        int kind = random.nextInt(4);
        long emptyMs = any.wallMs + random.nextInt(2_000);
        group.retainedSinceMs = kind == 0 ? Group.NEVER : kind == 1 ? emptyMs : Group.SINCE_COMMIT;
        List<String> right = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            long commitMs = any.wallMs + random.nextInt(2_000);
            long ownMs = random.nextInt(3) == 0 ? commitMs + random.nextInt(1_500) : -1;
            TopicId id = any.topics.id("orders");
            any.store("orders", partition, new GroupValue.Offset(1, 3, "", commitMs, ownMs, id));
            long dueMs = ownMs >= 0 ? ownMs : (kind == 1 ? emptyMs : commitMs) + 1_000;
            boolean stays = kind == 0 || (reads && kind < 3);
            if (random.nextInt(5) == 0) {
                any.pending.add("orders-" + partition);
            } else if (!stays && dueMs <= any.wallMs + laterMs) {
                right.add("orders-" + partition);
            }
        }
        lesson.now(
                "%s ms later, retained since %s, reading %s",
                laterMs, group.retainedSinceMs, group.subscribed);
        String expected = right.isEmpty() ? NOTHING : String.join(", ", right);
        lesson.expect("what has expired", expected, any.expired(kind == 3 ? null : group, laterMs));
    }

    @Claim(
            value =
                    "By request an offset is deleted that exists, and that nobody in the group"
                            + " reads",
            rules = {"R4.4-g"})
    void byRequestAnOffsetIsDeletedThatNobodyReads(Lesson lesson) {
        stored("orders", 0, world.wallMs, -1);
        stored("orders", 1, world.wallMs, -1);
        stored("bills", 0, world.wallMs, -1);
        lesson.step("orders has 4 partitions; delete the offsets of -1, 0, 2, 4, without a group");
        expectDeleted(lesson, "orders", MISSING + " NONE NONE " + MISSING, "orders-0 gone");
        lesson.step("the group reads orders");
        TestGroup group = world.group();
        group.subscribed.add("orders");
        String reads = "GROUP_SUBSCRIBED_TO_TOPIC";
        String told = MISSING + " " + reads + " " + reads + " " + MISSING;
        expectDeleted(lesson, "orders", told, NOTHING);
        lesson.step("it does not read bills, which has 2 partitions");
        told = MISSING + " NONE " + MISSING + " " + MISSING;
        expectDeleted(lesson, "bills", told, "bills-0 gone");
    }

    private void expectDeleted(Lesson lesson, String topic, String told, String stored) {
        Draft draft = new Draft();
        OffsetDelete.Topic asked = new OffsetDelete.Topic(topic, List.of(-1, 0, 2, 4));
        OffsetDelete.Response response =
                world.deletions.delete(
                        new OffsetDelete.Request(TestOffsets.GROUP, List.of(asked)), draft);
        List<String> errors = new ArrayList<>();
        response.topics().get(0).partitions().forEach(p -> errors.add(p.error().name()));
        lesson.expect("what is told", told, String.join(" ", errors));
        lesson.expect("what is stored", stored, TestOffsets.text(draft.decision().events()));
    }

    @Claim(
            value = "A group is deleted with all of its offsets, which go first",
            rules = {"R4.4-h"})
    void aGroupIsDeletedWithAllOfItsOffsets(Lesson lesson) {
        stored("orders", 3, world.wallMs, -1);
        stored("orders", 0, world.wallMs, -1);
        stored("bills", 1, world.wallMs, -1);
        String offsets = "bills-1 gone, orders-0 gone, orders-3 gone";
        lesson.step("orders 3 and 0 and bills 1, and no group that had members");
        expectGroupDeleted(lesson, "NONE", offsets);
        lesson.step("a group without members");
        TestGroup group = world.group();
        group.isEmpty = true;
        expectGroupDeleted(lesson, "NONE", offsets + ", group kitchen gone");
        lesson.step("a group with members: nothing goes");
        group.isEmpty = false;
        expectGroupDeleted(lesson, "NON_EMPTY_GROUP", NOTHING);
    }

    private void expectGroupDeleted(Lesson lesson, String told, String stored) {
        Draft draft = new Draft();
        DeleteGroups.Response response =
                world.deletions.delete(new DeleteGroups.Request(List.of(TestOffsets.GROUP)), draft);
        lesson.expect("what is told", told, response.results().get(0).error().name());
        lesson.expect("what is stored", stored, TestOffsets.text(draft.decision().events()));
    }
}
