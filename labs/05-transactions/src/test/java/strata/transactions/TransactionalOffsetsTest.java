package strata.transactions;

import java.util.List;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.PendingOffsets.Pending;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.8", concept = "offsets in the transaction", code = "TXN-508")
final class TransactionalOffsetsTest {
    private final PendingOffsets offsets = new KafkaTransactionsLayer().newPendingOffsets();
    private long end = 40;

    private static GroupKey.Offset key(String group, String topic, int partition) {
        return new GroupKey.Offset(group, topic, partition);
    }

    /** A producer commits an offset in its transaction. */
    private void add(long producerId, GroupKey.Offset key, long committed) {
        GroupValue.Offset value = new GroupValue.Offset(committed, -1, "", 1_000, -1, TopicId.ZERO);
        offsets.add(producerId, new Pending(end++, key, value));
    }

    /** What is told of a producer's end, as {@code kitchen orders-2: 1207 @41}. */
    private String ended(long producerId, boolean committed) {
        List<String> texts =
                offsets.ended(producerId, committed).stream()
                        .map(
                                each ->
                                        "%s %s-%s: %s @%s"
                                                .formatted(
                                                        each.key().groupId(),
                                                        each.key().topic(),
                                                        each.key().partition(),
                                                        each.value().offset(),
                                                        each.offset()))
                        .toList();
        return texts.isEmpty() ? "nothing" : String.join(", ", texts);
    }

    private void expectPending(Lesson lesson, boolean pending, GroupKey.Offset key) {
        lesson.expect(
                "whether %s %s-%s is pending"
                        .formatted(key.groupId(), key.topic(), key.partition()),
                pending,
                offsets.has(key.groupId(), key.topic(), key.partition()));
    }

    @Claim(
            value = "Until its transaction ends an offset is pending, and only that one",
            rules = {"R5.8-a", "R5.8-b", "R5.8-c"})
    void untilItsTransactionEndsAnOffsetIsPending(Lesson lesson) {
        lesson.step("4007 commits orders-2 of the group kitchen, in a transaction");
        add(4_007, key("kitchen", "orders", 2), 1_207);
        expectPending(lesson, true, key("kitchen", "orders", 2));
        expectPending(lesson, false, key("kitchen", "orders", 1));
        expectPending(lesson, false, key("kitchen", "bills", 2));
        expectPending(lesson, false, key("bar", "orders", 2));
        lesson.expect("whether any of kitchen is", true, offsets.hasAny("kitchen"));
        lesson.expect("whether any of bar is", false, offsets.hasAny("bar"));
        lesson.step("its marker comes");
        lesson.expect("what is told", "kitchen orders-2: 1207 @40", ended(4_007, true));
        expectPending(lesson, false, key("kitchen", "orders", 2));
        lesson.expect("whether any of kitchen is", false, offsets.hasAny("kitchen"));
        lesson.expect("what is told the second time", "nothing", ended(4_007, true));
    }

    @Claim(
            value = "What is committed is told in the order of its records, the last of each key",
            points = 2,
            rules = {"R5.8-a", "R5.8-c"})
    void whatIsCommittedIsToldInTheOrderOfItsRecords(Lesson lesson) {
        lesson.step("4007 commits orders-2, orders-1 and bills-0, then orders-2 anew, and bar's");
        add(4_007, key("kitchen", "orders", 2), 10);
        add(4_007, key("kitchen", "orders", 1), 11);
        add(4_007, key("kitchen", "bills", 0), 12);
        add(4_007, key("kitchen", "orders", 2), 7);
        add(4_007, key("bar", "orders", 2), 13);
        lesson.expect(
                "what is told",
                "kitchen orders-1: 11 @41, kitchen bills-0: 12 @42, kitchen orders-2: 7 @43,"
                        + " bar orders-2: 13 @44",
                ended(4_007, true));
        lesson.step("its next transaction");
        add(4_007, key("kitchen", "orders", 1), 20);
        lesson.expect("what is told", "kitchen orders-1: 20 @45", ended(4_007, true));
    }

    @Claim(
            value = "An abort tells nothing, and the end of one transaction is not that of another",
            rules = {"R5.8-a", "R5.8-b", "R5.8-c"})
    void theEndOfOneIsNotThatOfAnother(Lesson lesson) {
        lesson.step("4007 and 4008 both have orders-2 pending, 4008 also orders-3");
        add(4_007, key("kitchen", "orders", 2), 10);
        add(4_008, key("kitchen", "orders", 2), 20);
        add(4_008, key("kitchen", "orders", 3), 30);
        lesson.step("4007 aborts");
        lesson.expect("what is told", "nothing", ended(4_007, false));
        expectPending(lesson, true, key("kitchen", "orders", 2));
        lesson.step("somebody ends of whom nothing is known; then 4008 commits");
        lesson.expect("what is told", "nothing", ended(9, true));
        lesson.expect(
                "what is told",
                "kitchen orders-2: 20 @41, kitchen orders-3: 30 @42",
                ended(4_008, true));
        expectPending(lesson, false, key("kitchen", "orders", 2));
        lesson.expect("whether any of kitchen is", false, offsets.hasAny("kitchen"));
    }

    @Claim(
            value = "What is dropped is pending for nobody any more, and the rest is",
            rules = {"R5.8-d"})
    void whatIsDroppedIsPendingForNobody(Lesson lesson) {
        lesson.step("4007 and 4008 have orders-2 pending, 4007 also orders-3");
        add(4_007, key("kitchen", "orders", 2), 10);
        add(4_008, key("kitchen", "orders", 2), 20);
        add(4_007, key("kitchen", "orders", 3), 30);
        lesson.step("orders-2 is dropped, and one that nobody has");
        offsets.dropped(key("kitchen", "orders", 2));
        offsets.dropped(key("kitchen", "orders", 9));
        expectPending(lesson, false, key("kitchen", "orders", 2));
        expectPending(lesson, true, key("kitchen", "orders", 3));
        lesson.expect("what is told of 4008", "nothing", ended(4_008, true));
        lesson.expect("what is told of 4007", "kitchen orders-3: 30 @42", ended(4_007, true));
        lesson.expect("whether any of kitchen is pending", false, offsets.hasAny("kitchen"));
    }
}
