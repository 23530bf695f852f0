package strata.groups.offsets;

import static strata.groups.offsets.TestOffsets.at;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.4", concept = "offsets", code = "GRP-404")
final class CommitAndFetchTest {
    private static final String MISSING = "UNKNOWN_TOPIC_OR_PARTITION";
    private static final TopicRef ORDERS = TopicRef.named("orders");

    private final TestOffsets world = new TestOffsets();

    @Claim(
            value = "Each partition has its own fate: one's error does not keep the others back",
            rules = {"R4.4-a"})
    void eachPartitionHasItsOwnFate(Lesson lesson) {
        lesson.step("orders has partitions 0 to 3; commit -1, 0, 3 and 4, then one of no topic");
        String told = world.commit("orders", at(-1, 1), at(0, 10), at(3, 13), at(4, 14));
        lesson.expect("what is told", MISSING + " NONE NONE " + MISSING, told);
        lesson.expect("what is stored", "orders-0, orders-3", TestOffsets.text(world.stored));
        lesson.expect("what is told", MISSING, world.commit("none", at(0, 1)));

        lesson.step("metadata of 10 characters, the most there may be, of 11, and none");
        told =
                world.commit(
                        "orders",
                        at(0, 20, "x".repeat(TestOffsets.METADATA_MAX)),
                        at(1, 21, "x".repeat(TestOffsets.METADATA_MAX + 1)),
                        at(2, 22));
        lesson.expect("what is told", "NONE OFFSET_METADATA_TOO_LARGE NONE", told);
        lesson.expect("what is stored", "orders-0, orders-2", TestOffsets.text(world.stored));

        lesson.step("the group refuses: a partition that does not exist is that, all the same");
        world.group().refusal = ErrorCode.ILLEGAL_GENERATION;
        told = world.commit("orders", at(9, 1), at(0, 30), at(1, 31, "x".repeat(99)));
        lesson.expect("what is told", MISSING + " ILLEGAL_GENERATION ILLEGAL_GENERATION", told);
        lesson.expect("what is stored", "nothing", TestOffsets.text(world.stored));

        lesson.step("by an id that no topic has");
        told = world.commit(-1, TopicRef.identified(new TopicId(9, 9)), at(0, 1));
        lesson.expect("what is told", "UNKNOWN_TOPIC_ID", told);
    }

    @Claim(
            value = "What is stored is what was said, when, for which topic, and until when",
            rules = {"R4.4-b"})
    void whatIsStoredIsWhatWasSaid(Lesson lesson) {
        TopicId id = world.topics.id("orders");
        lesson.step("commit offset 42 with metadata, then 43 without");
        world.commit("orders", at(1, 42, "mine"));
        expectStored(lesson, new GroupValue.Offset(42, 3, "mine", world.wallMs, -1, id));
        world.wallMs += 500;
        world.commit("orders", at(1, 43));
        expectStored(lesson, new GroupValue.Offset(43, 3, "", world.wallMs, -1, id));

        lesson.step("an old client asks for a retention of 700 ms, then of none at all");
        long wallMs = world.wallMs;
        world.commit(700, ORDERS, at(1, 44, ""));
        expectStored(lesson, new GroupValue.Offset(44, 3, "", wallMs, wallMs + 700, id));
        world.commit(0, ORDERS, at(1, 45, ""));
        expectStored(lesson, new GroupValue.Offset(45, 3, "", wallMs, wallMs, id));

        lesson.step("by the topic's id; the last one counts, though it is lower");
        world.commit(-1, TopicRef.identified(id), at(1, 5));
        expectStored(lesson, new GroupValue.Offset(5, 3, "", wallMs, -1, id));
        lesson.expect("what is told", "orders: 1 at 5 of 3", world.fetch(ORDERS, false, 1));
    }

    private void expectStored(Lesson lesson, GroupValue.Offset value) {
        GroupKey key = new GroupKey.Offset(TestOffsets.GROUP, "orders", 1);
        lesson.expect("what is stored", List.of(new GroupRecord(key, value)), world.stored);
    }

    @Claim(
            value = "By its id a topic is told its own offsets, and none of one that had its name",
            rules = {"R4.4-c"})
    void byItsIdATopicIsToldItsOwnOffsets(Lesson lesson) {
        TopicId id = world.topics.id("orders");
        world.store("orders", 0, 7, id);
        world.store("orders", 1, 8, new TopicId(9, 9));
        world.store("orders", 2, 9, TopicId.ZERO);
        lesson.step("partition 0 was committed for this topic, 1 for another, 2 for nobody knows");
        lesson.expect(
                "what is told by id",
                "orders: 0 at 7 of 3, 1 none, 2 at 9 of 3, 3 none",
                world.fetch(TopicRef.identified(id), false, 0, 1, 2, 3));
        lesson.expect(
                "what is told by name",
                "orders: 0 at 7 of 3, 1 at 8 of 3, 2 at 9 of 3",
                world.fetch(ORDERS, false, 0, 1, 2));

        lesson.step("orders is deleted, and made again");
        world.topics.delete("orders");
        lesson.expect(
                "what is told by id",
                "?: 0 UNKNOWN_TOPIC_ID, 3 UNKNOWN_TOPIC_ID",
                world.fetch(TopicRef.identified(id), false, 0, 3));
        world.topics.create("orders", 4);
        TopicId next = world.topics.id("orders");
        lesson.expect(
                "what is told by the new id",
                "orders: 0 none, 2 at 9 of 3",
                world.fetch(TopicRef.identified(next), false, 0, 2));

        lesson.step("a transaction is about to change what was committed for this topic");
        world.pending.add("orders-2");
        lesson.expect(
                "what is told to who wants to know",
                "orders: 0 none, 2 UNSTABLE_OFFSET_COMMIT",
                world.fetch(TopicRef.identified(next), true, 0, 2));
    }

    @Claim(
            value =
                    "An offset is told with all that is known, none is no error, and unstable is"
                            + " one",
            rules = {"R4.4-d"})
    void anOffsetIsToldWithAllThatIsKnown(Lesson lesson) {
        world.commit("orders", at(0, 7, "mine"), at(1, 0));
        world.commit("bills", at(1, 5));
        lesson.step("orders 0 at 7 with metadata, orders 1 at 0, bills 1 at 5");
        lesson.expect(
                "what is told of orders",
                "orders: 0 at 7 of 3 mine, 1 at 0 of 3, 2 none",
                world.fetch(ORDERS, true, 0, 1, 2));
        lesson.expect(
                "what is told of all",
                "bills: 1 at 5 of 3; orders: 0 at 7 of 3 mine, 1 at 0 of 3",
                world.fetch(null, false));

        lesson.step("transactions are about to commit orders 1 and 2");
        world.pending.add("orders-1");
        world.pending.add("orders-2");
        lesson.expect(
                "what is told to who wants to know",
                "orders: 0 at 7 of 3 mine, 1 UNSTABLE_OFFSET_COMMIT, 2 UNSTABLE_OFFSET_COMMIT",
                world.fetch(ORDERS, true, 0, 1, 2));
        lesson.expect(
                "what is told to anybody else",
                "orders: 0 at 7 of 3 mine, 1 at 0 of 3, 2 none",
                world.fetch(ORDERS, false, 0, 1, 2));
        lesson.expect(
                "what is told of all",
                "bills: 1 at 5 of 3; orders: 0 at 7 of 3 mine, 1 UNSTABLE_OFFSET_COMMIT",
                world.fetch(null, true));
    }
}
