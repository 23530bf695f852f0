package strata.transactions;

import static strata.transactions.HiddenTestPartition.batch;
import static strata.transactions.HiddenTestPartition.inTransaction;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import strata.kernel.log.BatchHeader;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.Verdict;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;

@Step(value = "5.2", concept = "sequences and duplicates", code = "TXN-502")
final class Hidden52SequencesTest {
    private static final String OUT_OF_ORDER = "OUT_OF_ORDER_SEQUENCE_NUMBER";
    private static final String OLD = "INVALID_PRODUCER_EPOCH";

    private static int after(int sequence, int count) {
        return (int) (((long) sequence + count) % (1L << 31));
    }

    /** What a partition should know of one producer. */
    private static final class Model {
        private record Written(int first, int count, long offset) {}

        private final ArrayDeque<Written> last = new ArrayDeque<>();
        private int epoch = -1;

        int next() {
            Written newest = last.peekLast();
            return newest == null ? 0 : after(newest.first(), newest.count());
        }

        String judged(int batchEpoch, int first, int count) {
            if (batchEpoch == epoch) {
                for (Written each : last) {
                    if (each.first() == first && each.count() == count) {
                        return "duplicate of " + each.offset() + "-" + (each.offset() + count - 1);
                    }
                }
            }
            if (batchEpoch < epoch) {
                return OLD;
            }
            int expected = batchEpoch == epoch ? next() : 0;
            return epoch == -1 || first == expected ? "appended" : OUT_OF_ORDER;
        }

        void wrote(int batchEpoch, int first, int count, long offset) {
            if (batchEpoch != epoch) {
                last.clear();
            }
            epoch = batchEpoch;
            last.add(new Written(first, count, offset));
            if (last.size() > 5) {
                last.remove();
            }
        }
    }

    @Claim(
            value = "Whatever a producer sends, it is told what is right",
            rules = {"R5.2-a", "R5.2-b", "R5.2-c", "R5.2-d", "R5.2-e", "R5.2-f"})
    void whateverAProducerSends(Lesson lesson) {
        SplittableRandom random = lesson.random("one producer");
        for (int life = 0; life < 30; life++) {
            lesson.step("life %s", life + 1);
            HiddenTestPartition partition = HiddenTestPartition.withoutLog();
            live(lesson, random, partition, new Model());
        }
    }

    private static void live(
            Lesson lesson, SplittableRandom random, HiddenTestPartition partition, Model model) {
        int begin = random.nextBoolean() ? 0 : Integer.MAX_VALUE - random.nextInt(20);
        for (int step = 0; step < 60; step++) {
            int epoch = Math.max(0, model.epoch + (random.nextInt(12) - 10) / 5);
            int first = model.epoch == -1 ? begin : model.next();
            int count = random.nextInt(1, 4);
            if (random.nextInt(3) == 0 && !model.last.isEmpty()) {
                Model.Written some =
                        random.nextBoolean() ? model.last.peekFirst() : model.last.peekLast();
                first = some.first();
                count = some.count() + (random.nextInt(4) == 0 ? 1 : 0);
            } else if (random.nextInt(6) == 0) {
                first = random.nextBoolean() ? 0 : after(first, random.nextInt(1, 3));
            }
            lesson.now("step %s: epoch %s, sequence %s, %s records", step, epoch, first, count);
            String expected = model.judged(epoch, first, count);
            long offset = partition.end();
            lesson.expect(
                    "what it is told", expected, partition.send(batch(7, epoch, first, count)));
            if (expected.equals("appended")) {
                model.wrote(epoch, first, count, offset);
            }
        }
    }

    @Claim(
            value = "Producers do not disturb each other",
            rules = {"R5.2-c", "R5.2-e"})
    void producersDoNotDisturbEachOther(Lesson lesson) {
        SplittableRandom random = lesson.random("many producers");
        HiddenTestPartition partition = HiddenTestPartition.withoutLog();
        Model[] models = new Model[30];
        lesson.step("30 producers, each in its own epoch, write in any order");
        for (int i = 0; i < 600; i++) {
            int which = random.nextInt(models.length);
            Model model = models[which] == null ? new Model() : models[which];
            models[which] = model;
            int count = random.nextInt(1, 5);
            int first = model.next();
            long offset = partition.end();
            lesson.expect(
                    "what producer " + which + " is told",
                    "appended",
                    partition.send(batch(1L << which, which, first, count)));
            model.wrote(which, first, count, offset);
        }
        lesson.step("each sends its fifth batch from the end again");
        for (int which = 0; which < models.length; which++) {
            if (models[which] != null) {
                Model.Written oldest = models[which].last.element();
                lesson.expect(
                        "what producer " + which + " is told",
                        models[which].judged(which, oldest.first(), oldest.count()),
                        partition.send(batch(1L << which, which, oldest.first(), oldest.count())));
            }
        }
    }

    @Claim(
            value = "Around the end of the sequences nothing is different",
            rules = {"R5.2-a", "R5.2-b"})
    void aroundTheEndOfTheSequences(Lesson lesson) {
        lesson.step("batches of 3 that begin 1 to 12 before the end, and go on behind it");
        for (int before = 1; before <= 12; before++) {
            lesson.now("%s before the end", before);
            HiddenTestPartition partition = HiddenTestPartition.withoutLog();
            int first = Integer.MAX_VALUE - before + 1;
            for (int i = 0; i < 5; i++) {
                int sequence = after(first, 3 * i);
                lesson.expect(
                        "a hole before batch " + i,
                        i == 0 ? "appended" : OUT_OF_ORDER,
                        HiddenTestPartition.text(
                                partition.judge(batch(7, 0, after(sequence, 1), 3))));
                lesson.expect("batch " + i, "appended", partition.send(batch(7, 0, sequence, 3)));
            }
            for (int i = 0; i < 5; i++) {
                lesson.expect(
                        "batch " + i + " again",
                        "duplicate of " + 3 * i + "-" + (3 * i + 2),
                        partition.send(batch(7, 0, after(first, 3 * i), 3)));
            }
        }
    }

    @Claim(
            value = "Of a duplicate its own time and offsets are told, whatever came after it",
            rules = {"R5.2-c", "R5.2-f"})
    void ofADuplicateItsOwnTimeIsTold(Lesson lesson) {
        SplittableRandom random = lesson.random("times");
        HiddenTestPartition partition = HiddenTestPartition.withoutLog();
        lesson.step("five batches at five times, and what others write in between");
        long[] timesMs = new long[5];
        long[] offsets = new long[5];
        for (int i = 0; i < 5; i++) {
            timesMs[i] = TestBatch.NOW_MS + random.nextInt(100_000);
            partition.plain(random.nextInt(1, 9));
            offsets[i] =
                    partition.append(
                            TestBatch.at(0).atTime(timesMs[i]).by(7, 2 * i).records(2).bytes());
        }
        for (int i = 4; i >= 0; i--) {
            lesson.expect(
                    "batch " + i + " again",
                    new Verdict.Duplicate(offsets[i], offsets[i] + 1, timesMs[i]),
                    partition.judge(
                            TestBatch.at(0).atTime(timesMs[i]).by(7, 2 * i).records(2).bytes()));
        }
    }

    @Claim(
            value = "In and outside of transactions the same rules hold, in the same order",
            rules = {"R5.2-f", "R5.2-g"})
    void inAndOutsideOfTransactions(Lesson lesson) {
        HiddenTestPartition partition = HiddenTestPartition.withoutLog();
        lesson.step("producer 7 writes outside, then opens a transaction in the next epoch");
        partition.send(batch(7, 1, 0, 3));
        lesson.expect("0 of epoch 2", "appended", partition.send(inTransaction(7, 2, 0, 2)));
        lesson.expect("an old epoch outside", OLD, partition.send(batch(7, 1, 3, 1)));
        lesson.expect("a gap outside", OUT_OF_ORDER, partition.send(batch(7, 2, 5, 1)));
        lesson.expect(
                "the next one outside", "INVALID_TXN_STATE", partition.send(batch(7, 2, 2, 1)));
        lesson.expect("a duplicate", "duplicate of 3-4", partition.send(batch(7, 2, 0, 2)));
        lesson.step("a coordinator writes for it");
        lesson.expect("in the transaction", "appended", ofCoordinator(partition, 2, true));
        lesson.expect("outside of it", "INVALID_TXN_STATE", ofCoordinator(partition, 2, false));
        lesson.expect("in an old epoch", OLD, ofCoordinator(partition, 1, true));
        lesson.expect("in a new epoch", "appended", ofCoordinator(partition, 5, true));
    }

    private static String ofCoordinator(HiddenTestPartition partition, int epoch, boolean inside) {
        ByteBuffer batch = inside ? inTransaction(7, epoch, -1, 1) : batch(7, epoch, -1, 1);
        return HiddenTestPartition.text(
                partition.states.judge(BatchHeader.at(batch, 0), BatchOrigin.COORDINATOR, null));
    }

    @Claim(
            value = "What was judged, and not appended, leaves no trace",
            rules = {"R5.2-h"})
    void whatWasJudgedLeavesNoTrace(Lesson lesson) {
        HiddenTestPartition partition = HiddenTestPartition.withoutLog();
        partition.send(batch(7, 3, 0, 4));
        String known = partition.known();
        lesson.step("next ones, old ones, gaps and new epochs are judged, of 7 and of strangers");
        for (int i = 0; i < 40; i++) {
            partition.judge(batch(7 + i % 3, i % 7, i % 6, 1 + i % 4));
            partition.judge(inTransaction(7 + i % 3, i % 7, i % 6, 1 + i % 4));
        }
        lesson.expect("what is known", known, partition.known());
        lesson.expect("where a transaction is open", -1L, partition.states.firstOpenOffset());
        lesson.expect("the next one", "appended", partition.send(batch(7, 3, 4, 1)));
        lesson.expect("one of a stranger", "appended", partition.send(batch(8, 0, 90, 1)));
    }
}
