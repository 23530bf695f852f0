package strata.transactions;

import static strata.transactions.HiddenTestPartition.batch;
import static strata.transactions.HiddenTestPartition.inTransaction;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;

@Step(value = "5.3", concept = "snapshots", code = "TXN-503")
final class Hidden53RestartTest {
    private static final int ROW_BYTES = 46;

    /** A snapshot of producers, each of which has written one record, at its id's offset. */
    private static byte[] file(long timeMs, long... ids) {
        ByteBuffer file = ByteBuffer.allocate(10 + ids.length * ROW_BYTES);
        file.putShort((short) 1).putInt(0).putInt(ids.length);
        for (long id : ids) {
            file.putLong(id).putShort((short) 3).putInt(5).putLong(id).putInt(0);
            file.putLong(timeMs).putInt(-1).putLong(-1);
        }
        CRC32C crc = new CRC32C();
        crc.update(file.array(), 6, file.capacity() - 6);
        return file.putInt(2, (int) crc.getValue()).array();
    }

    private static HiddenTestPartition stopped(int records) {
        HiddenTestPartition partition = HiddenTestPartition.begun();
        partition.plain(records);
        partition.commitAll();
        partition.flush();
        partition.stop();
        return partition;
    }

    @Claim(
            value = "A snapshot of any producers has Kafka's bytes",
            rules = {"R5.3-a"})
    void aSnapshotOfAnyProducersHasKafkasBytes(Lesson lesson) {
        SplittableRandom random = lesson.random("producers");
        lesson.step(
                "producers of any ids and epochs write batches of any size, some in a transaction");
        HiddenTestPartition partition = HiddenTestPartition.begun();
        int count = random.nextInt(5, 40);
        ByteBuffer expected = ByteBuffer.allocate(10 + count * ROW_BYTES);
        expected.putShort((short) 1).putInt(0).putInt(count);
        long id = 0;
        for (int i = 0; i < count; i++) {
            id += random.nextLong(1, 1L << 50);
            int epoch = random.nextInt(32_767);
            int sequence = random.nextInt(Integer.MAX_VALUE);
            int records = random.nextInt(1, 6);
            boolean open = random.nextBoolean();
            long offset =
                    partition.append(
                            open
                                    ? inTransaction(id, epoch, sequence, records)
                                    : batch(id, epoch, sequence, records));
            expected.putLong(id).putShort((short) epoch);
            expected.putInt((int) (((long) sequence + records - 1) % (1L << 31)));
            expected.putLong(offset + records - 1).putInt(records - 1);
            expected.putLong(TestBatch.NOW_MS).putInt(-1).putLong(open ? offset : -1);
        }
        CRC32C crc = new CRC32C();
        crc.update(expected.array(), 6, expected.capacity() - 6);
        expected.putInt(2, (int) crc.getValue());
        partition.states.snapshot();
        lesson.expectBytes(
                "the snapshot",
                expected.array(),
                partition.disk.bytes(partition.end(), ".snapshot"));
    }

    @Claim(
            value = "Whichever bit of a snapshot has flipped, it is deleted and not believed",
            rules = {"R5.3-b", "R5.3-c"})
    void whicheverBitHasFlipped(Lesson lesson) {
        SplittableRandom random = lesson.random("bits");
        byte[] good = file(TestBatch.NOW_MS, 1, 2, 3);
        lesson.step("a snapshot of three producers, with one bit flipped or its end missing");
        for (int i = 0; i < 60; i++) {
            byte[] bad = good.clone();
            int bit = random.nextInt(8 * good.length);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            int length = i % 2 == 0 ? good.length : random.nextInt(good.length);
            lesson.now("bit %s, %s bytes", bit, length);
            HiddenTestPartition partition = stopped(4);
            partition.disk.put(4, ".snapshot", Arrays.copyOf(bad, length));
            partition.beginAgain();
            lesson.expect("what is known", "nobody", partition.known());
            lesson.expect("the snapshots", "none", partition.files(".snapshot"));
        }
    }

    @Claim(
            value = "Of many snapshots the newest good one counts, and the bad ones go",
            rules = {"R5.3-c", "R5.3-d"})
    void ofManyTheNewestGoodOneCounts(Lesson lesson) {
        SplittableRandom random = lesson.random("which are bad");
        lesson.step("segments of one record each; some snapshots are bad");
        for (int i = 0; i < 25; i++) {
            HiddenTestPartition partition = HiddenTestPartition.begun();
            int segments = random.nextInt(2, 7);
            for (int at = 0; at < segments; at++) {
                if (at > 0) {
                    partition.roll();
                }
                partition.plain(1);
            }
            partition.flush();
            partition.stop();
            int mark = random.nextInt(segments + 1);
            long newest = 0;
            StringBuilder left = new StringBuilder();
            boolean[] good = new boolean[segments];
            for (int at = 1; at < segments; at++) {
                good[at] = random.nextInt(3) > 0;
                byte[] bytes = file(TestBatch.NOW_MS, 100 + at);
                bytes[20] ^= (byte) (good[at] ? 0 : 1);
                partition.disk.put(at, ".snapshot", bytes);
                newest = good[at] && at <= mark ? at : newest;
            }
            for (int at = 1; at < segments; at++) {
                if (good[at] || at > mark || at < newest) {
                    left.append(left.isEmpty() ? "" : " ").append(at).append(".snapshot");
                }
            }
            lesson.now(
                    "%s segments, high watermark %s, snapshot %s counts", segments, mark, newest);
            partition.highWatermark = mark;
            partition.beginAgain();
            lesson.expect(
                    "what is known",
                    newest == 0 ? "nobody" : (100 + newest) + " epoch 3 up to 5",
                    partition.known());
            lesson.expect(
                    "the snapshots",
                    left.isEmpty() ? "none" : left.toString(),
                    partition.files(".snapshot"));
        }
    }

    @Claim(
            value = "However often it is killed or stopped, the same producers are known",
            rules = {"R5.3-d", "R5.3-f"})
    void howeverOftenItIsStopped(Lesson lesson) {
        SplittableRandom random = lesson.random("lives");
        for (int life = 0; life < 8; life++) {
            lesson.step("life %s", life + 1);
            HiddenTestPartition partition = HiddenTestPartition.begun();
            int[] next = new int[6];
            for (int step = 0; step < 60; step++) {
                int id = random.nextInt(next.length);
                int count = random.nextInt(1, 4);
                partition.append(
                        id < 4
                                ? batch(id, 0, next[id], count)
                                : inTransaction(id, 0, next[id], count));
                next[id] += count;
                if (random.nextInt(8) == 0) {
                    partition.roll();
                }
                if (random.nextInt(6) == 0) {
                    partition.highWatermarkIs(
                            random.nextLong(partition.highWatermark, partition.end() + 1));
                }
                if (random.nextInt(12) == 0) {
                    String known = partition.known();
                    long open = partition.states.firstOpenOffset();
                    boolean killed = random.nextBoolean();
                    if (random.nextBoolean()) {
                        partition.flush();
                    }
                    if (killed) {
                        partition.kill();
                    } else {
                        partition.restart();
                    }
                    lesson.now("step %s: it was %s", step, killed ? "killed" : "stopped");
                    lesson.expect("what is known", known, partition.known());
                    lesson.expect("what is open", open, partition.states.firstOpenOffset());
                    lesson.expect("what is counted", partition.end(), partition.states.endOffset());
                }
            }
        }
    }

    @Claim(
            value = "Who has expired is left out of a snapshot, and told of as unknown",
            rules = {"R5.3-d", "R5.3-e"})
    void whoHasExpiredIsLeftOut(Lesson lesson) {
        SplittableRandom random = lesson.random("ages");
        lesson.step("a snapshot of a producer of some age; it expires after 5000 ms");
        for (int i = 0; i < 30; i++) {
            long ageMs = i < 2 ? 4_999 + i : random.nextLong(10_000);
            lesson.now("it wrote %s ms ago", ageMs);
            HiddenTestPartition partition =
                    HiddenTestPartition.begun(new ProducerStatesSpec.Settings(5_000, false));
            partition.plain(3);
            partition.commitAll();
            partition.flush();
            partition.stop();
            partition.disk.put(3, ".snapshot", file(partition.nowMs - ageMs, 77));
            partition.beginAgain();
            boolean known = ageMs < 5_000;
            lesson.expect(
                    "what is known", known ? "77 epoch 3 up to 5" : "nobody", partition.known());
            partition.states.expire(partition.nowMs + 4_999 - ageMs);
            lesson.expect("whether it is known still", known, !partition.known().equals("nobody"));
            partition.states.expire(partition.nowMs + 5_000 - ageMs);
            lesson.expect("what is known then", "nobody", partition.known());
        }
    }
}
