package strata.transactions;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.1", concept = "producer ids", code = "TXN-501")
final class ProducerIdsTest {
    private final ProducerIdSupply ids = new KafkaTransactionsLayer().newProducerIds();

    @Claim(
            value = "Blocks lie one behind the other, up to the last id that there may be",
            rules = {"R5.1-a"})
    void blocksLieOneBehindTheOther(Lesson lesson) {
        KafkaTransactionsLayer layer = new KafkaTransactionsLayer();
        lesson.step("the first block, and the one after it");
        lesson.expect("the block from 0 on", new ProducerIdBlock(0, 1_000), layer.nextBlock(0));
        lesson.expect(
                "the block from 7000 on",
                new ProducerIdBlock(7_000, 1_000),
                layer.nextBlock(7_000));
        lesson.step("the last one, which ends with 2^63 - 2, and what would go beyond");
        long last = Long.MAX_VALUE - 1_000;
        lesson.expect("the last block", new ProducerIdBlock(last, 1_000), layer.nextBlock(last));
        lesson.expect("a block that is one too short", null, layer.nextBlock(last + 1));
        lesson.expect("a block where nothing is left", null, layer.nextBlock(Long.MAX_VALUE));
    }

    @Claim(
            value = "Every id of a block is given once, in order, block after block",
            points = 2,
            rules = {"R5.1-b", "R5.1-d"})
    void everyIdIsGivenOnceInOrder(Lesson lesson) {
        lesson.step("take before any block has come");
        lesson.expect("the id", -1L, ids.take());
        lesson.step("blocks 40..42 and 90..91 come, the second one early");
        ids.asked();
        ids.received(new ProducerIdBlock(40, 3));
        lesson.expect("the first id", 40L, ids.take());
        ids.asked();
        ids.received(new ProducerIdBlock(90, 2));
        lesson.expect("the other ids", List.of(41L, 42L, 90L, 91L, -1L, -1L), taken(6));
        lesson.step("all is used up; block 7..8 comes");
        ids.received(new ProducerIdBlock(7, 2));
        lesson.expect("the ids", List.of(7L, 8L, -1L), taken(3));
    }

    private List<Long> taken(int count) {
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(ids.take());
        }
        return taken;
    }

    @Claim(
            value =
                    "The next block is asked for when a tenth is left, once, and not while it is"
                            + " here",
            rules = {"R5.1-c"})
    void theNextBlockIsAskedForInTime(Lesson lesson) {
        lesson.step("nothing has come yet");
        expectWanted(lesson, true);
        ids.asked();
        expectWanted(lesson, false);
        ids.failed();
        expectWanted(lesson, true);
        lesson.step("a block of 45 comes: a tenth is 4");
        ids.asked();
        ids.received(new ProducerIdBlock(0, 45));
        expectWanted(lesson, false);
        taken(40);
        lesson.step("5 are left, then 4, then none");
        expectWanted(lesson, false);
        taken(1);
        expectWanted(lesson, true);
        taken(5);
        expectWanted(lesson, true);
        lesson.step("the next one comes, then the one after it: nothing more is wanted");
        ids.asked();
        ids.received(new ProducerIdBlock(100, 20));
        taken(18);
        expectWanted(lesson, true);
        ids.asked();
        ids.received(new ProducerIdBlock(200, 20));
        taken(1);
        expectWanted(lesson, false);
        taken(2);
        lesson.step("the first of the two is used up, and one id of the second is taken");
        expectWanted(lesson, false);
    }

    private void expectWanted(Lesson lesson, boolean wanted) {
        lesson.expect("whether a block is wanted", wanted, ids.wantsBlock());
    }

    @Claim(
            value = "A block that comes while another waits is lost, and no id is given twice",
            rules = {"R5.1-b", "R5.1-d"})
    void aThirdBlockIsLost(Lesson lesson) {
        lesson.step("blocks 10..11, 20..21 and 30..31 come, one after the other");
        for (int first = 10; first <= 30; first += 10) {
            ids.received(new ProducerIdBlock(first, 2));
        }
        lesson.expect("the ids", List.of(10L, 11L, 20L, 21L, -1L), taken(5));
        ids.asked();
        ids.received(new ProducerIdBlock(50, 1));
        lesson.expect("whether a block is wanted", false, ids.wantsBlock());
        lesson.expect("the ids", List.of(50L, -1L), taken(2));
        lesson.step("block 50 comes once more, then blocks 60 and 70");
        ids.received(new ProducerIdBlock(50, 1));
        ids.received(new ProducerIdBlock(60, 1));
        ids.received(new ProducerIdBlock(70, 1));
        lesson.expect("the id", 60L, ids.take());
        lesson.step("60 is used up; block 80 comes before the next id is taken");
        ids.received(new ProducerIdBlock(80, 1));
        lesson.expect("the ids", List.of(70L, -1L), taken(2));
    }
}
