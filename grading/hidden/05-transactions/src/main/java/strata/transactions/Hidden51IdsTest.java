package strata.transactions;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.1", concept = "producer ids", code = "TXN-501")
final class Hidden51IdsTest {
    @Claim(
            value = "Wherever ids begin, a block is there or it is said that none is",
            rules = {"R5.1-a"})
    void aBlockIsThereOrNone(Lesson lesson) {
        KafkaTransactionsLayer layer = new KafkaTransactionsLayer();
        SplittableRandom random = lesson.random("beginnings");
        lesson.step("50 beginnings, and 50 close to the end");
        for (int i = 0; i < 50; i++) {
            long first = random.nextLong(Long.MAX_VALUE - 5_000);
            lesson.now("the first free id is %s", first);
            lesson.expect("the block", new ProducerIdBlock(first, 1_000), layer.nextBlock(first));
            long left = random.nextLong(2_000);
            first = Long.MAX_VALUE - left;
            lesson.now("%s ids are left", left);
            lesson.expect(
                    "the block",
                    left >= 1_000 ? new ProducerIdBlock(first, 1_000) : null,
                    layer.nextBlock(first));
        }
    }

    @Claim(
            value = "However blocks come, each id is given once, and in order",
            rules = {"R5.1-b", "R5.1-d"})
    void eachIdIsGivenOnce(Lesson lesson) {
        SplittableRandom random = lesson.random("blocks");
        lesson.step("30 supplies, to which blocks come at any time");
        for (int i = 0; i < 30; i++) {
            ProducerIdSupply ids = new KafkaTransactionsLayer().newProducerIds();
            ArrayDeque<ProducerIdBlock> blocks = new ArrayDeque<>();
            long next = 0;
            long first = 0;
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(10) == 0) {
                    ProducerIdBlock block = new ProducerIdBlock(first, random.nextInt(1, 12));
                    first = block.end() + random.nextInt(3);
                    ids.received(block);
                    // What waits is taken into use by the next take, not by another block.
                    boolean usedUp = blocks.size() == 1 && next == blocks.element().end();
                    if (usedUp) {
                        blocks.remove();
                    }
                    if (blocks.isEmpty()) {
                        next = block.first();
                    }
                    if (blocks.size() < 2) {
                        blocks.add(block);
                    }
                } else {
                    if (!blocks.isEmpty() && next == blocks.element().end()) {
                        blocks.remove();
                        next = blocks.isEmpty() ? 0 : blocks.element().first();
                    }
                    long expected = blocks.isEmpty() ? -1 : next++;
                    lesson.expect("the id in step " + step, expected, ids.take());
                }
            }
        }
    }

    @Claim(
            value = "Of a block of any size the next one is wanted when a tenth of it is left",
            rules = {"R5.1-c"})
    void theNextIsWantedWhenATenthIsLeft(Lesson lesson) {
        SplittableRandom random = lesson.random("sizes");
        lesson.step("40 sizes");
        for (int i = 0; i < 40; i++) {
            int size = random.nextInt(1, 500);
            lesson.now("a block of %s", size);
            ProducerIdSupply ids = new KafkaTransactionsLayer().newProducerIds();
            ids.asked();
            ids.received(new ProducerIdBlock(7, size));
            for (int left = size; left > 0; left--) {
                boolean wanted = left <= size / 10;
                lesson.expect("whether one is wanted, with " + left, wanted, ids.wantsBlock());
                if (wanted) {
                    ids.asked();
                    lesson.expect("whether one is wanted again", false, ids.wantsBlock());
                    ids.failed();
                }
                ids.take();
            }
            lesson.expect("whether one is wanted, with 0", true, ids.wantsBlock());
        }
    }
}
