package strata.transactions;

import static strata.transactions.TestPartition.batch;
import static strata.transactions.TestPartition.inTransaction;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;

@Step(value = "5.3", concept = "snapshots", code = "TXN-503")
final class SnapshotTest {
    private static final int ROW_BYTES = 46;
    private static final int HEAD_BYTES = 10;
    private static final long NOW_MS = TestBatch.NOW_MS;

    /** A row of a producer in a snapshot. */
    record Row(
            long id,
            int epoch,
            int sequence,
            long offset,
            int delta,
            long timeMs,
            int coordinatorEpoch,
            long openSince) {
        /** One that has written one record. */
        static Row of(long id, int sequence, long offset) {
            return new Row(id, 0, sequence, offset, 0, NOW_MS, -1, -1);
        }
    }

    /** A whole file, as Kafka writes it. */
    static byte[] file(Row... rows) {
        ByteBuffer file = ByteBuffer.allocate(HEAD_BYTES + rows.length * ROW_BYTES);
        file.putShort((short) 1).putInt(0).putInt(rows.length);
        for (Row row : rows) {
            file.putLong(row.id()).putShort((short) row.epoch()).putInt(row.sequence());
            file.putLong(row.offset()).putInt(row.delta()).putLong(row.timeMs());
            file.putInt(row.coordinatorEpoch()).putLong(row.openSince());
        }
        return sealed(file.array());
    }

    private static byte[] sealed(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 6, file.length - 6);
        ByteBuffer.wrap(file).putInt(2, (int) crc.getValue());
        return file;
    }

    @Claim(
            value = "A snapshot has the bytes of Kafka's, and what it says comes back",
            points = 2,
            rules = {"R5.3-a", "R5.3-b"})
    void aSnapshotHasTheBytesOfKafkas(Lesson lesson) {
        TestPartition partition = TestPartition.begun();
        lesson.step("producers 9, 7 and 300 write; 300 in a transaction");
        partition.send(batch(9, 2, 4, 3));
        partition.send(batch(7, 0, 0, 1));
        partition.send(batch(7, 0, 1, 2));
        partition.append(inTransaction(300, 5, 0, 4));
        partition.states.snapshot();
        Row seven = new Row(7, 0, 2, 5, 1, NOW_MS, -1, -1);
        Row nine = new Row(9, 2, 6, 2, 2, NOW_MS, -1, -1);
        Row open = new Row(300, 5, 3, 9, 3, NOW_MS, -1, 6);
        lesson.expectBytes(
                "the snapshot at 10",
                file(seven, nine, open),
                partition.disk.bytes(10, ".snapshot"));

        lesson.step("a snapshot says of producer 4 that it has no batch in its epoch");
        Row none = new Row(4, 6, -1, -1, 0, NOW_MS - 1, 8, -1);
        partition.commitAll();
        partition.flush();
        partition.stop();
        partition.disk.put(10, ".snapshot", file(none, seven));
        partition.beginAgain();
        partition.plain(1);
        partition.states.snapshot();
        lesson.expectBytes(
                "the snapshot at 11", file(none, seven), partition.disk.bytes(11, ".snapshot"));
    }

    @Claim(
            value = "A snapshot that is torn, damaged or too short is deleted, and not believed",
            rules = {"R5.3-b", "R5.3-c"})
    void aBadSnapshotIsDeleted(Lesson lesson) {
        byte[] good = file(Row.of(7, 41, 3), Row.of(8, 42, 4));
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("empty", new byte[0]);
        bad.put("9 bytes", Arrays.copyOf(good, 9));
        bad.put("without its last byte", Arrays.copyOf(good, good.length - 1));
        bad.put("one byte longer", sealed(Arrays.copyOf(good, good.length + 1)));
        byte[] flipped = good.clone();
        flipped[60] ^= 4;
        bad.put("with a flipped bit", flipped);
        byte[] version = good.clone();
        version[1] = 2;
        bad.put("of version 2", version);
        byte[] count = good.clone();
        count[6] = 0x7f;
        bad.put("with a count of two thousand million", sealed(count));
        byte[] negative = good.clone();
        negative[6] = (byte) 0xff;
        bad.put("with a negative count", sealed(negative));
        lesson.step("the log has 5 records of nobody; a snapshot at 5 says otherwise");
        expectKnown(lesson, "good", good, "7 epoch 0 up to 41; 8 epoch 0 up to 42", "5.snapshot");
        bad.forEach((what, bytes) -> expectKnown(lesson, what, bytes, "nobody", "none"));
    }

    private static void expectKnown(
            Lesson lesson, String what, byte[] file, String known, String files) {
        lesson.now("the snapshot is %s", what);
        TestPartition partition = TestPartition.begun();
        partition.plain(5);
        partition.commitAll();
        partition.flush();
        partition.stop();
        partition.disk.put(5, ".snapshot", file);
        partition.beginAgain();
        lesson.expect("what is known", known, partition.known());
        lesson.expect("the files", files, partition.files(".snapshot"));
    }

    @Claim(
            value = "The newest snapshot not above the high watermark counts, and the log after it",
            rules = {"R5.3-c", "R5.3-d"})
    void theNewestThatMayBeBelievedCounts(Lesson lesson) {
        lesson.step("segments begin at 2, 4 and 6; each snapshot names a producer of its own");
        expectLoaded(lesson, 8, "6", "16 epoch 0 up to 60");
        expectLoaded(lesson, 6, "6", "16 epoch 0 up to 60");
        expectLoaded(lesson, 5, "4", "14 epoch 0 up to 40; 70 epoch 0 up to 5");
        expectLoaded(lesson, 3, "2", "12 epoch 0 up to 20; 70 epoch 0 up to 5");
        expectLoaded(lesson, 1, "none", "70 epoch 0 up to 5");
    }

    /** The log has eight records; those at 4 and 5 are producer 70's. */
    private static void expectLoaded(Lesson lesson, long mark, String which, String known) {
        lesson.now("the high watermark was stored as %s: snapshot %s counts", mark, which);
        TestPartition partition = TestPartition.begun();
        for (int pair = 0; pair < 4; pair++) {
            if (pair > 0) {
                partition.roll();
            }
            if (pair == 2) {
                partition.send(batch(70, 0, 4, 2));
            } else {
                partition.plain(2);
            }
        }
        partition.flush();
        partition.stop();
        for (int at = 2; at <= 6; at += 2) {
            partition.disk.put(at, ".snapshot", file(Row.of(10 + at, 10 * at, at - 1)));
        }
        partition.highWatermark = mark;
        partition.beginAgain();
        lesson.expect("what is known", known, partition.known());
        lesson.expect(
                "the snapshots", "2.snapshot 4.snapshot 6.snapshot", partition.files(".snapshot"));
        lesson.expect("up to where it has counted", 8L, partition.states.endOffset());
    }

    @Claim(
            value =
                    "After a kill, a loss of all snapshots, and a clean stop the same producers are"
                            + " known",
            rules = {"R5.3-d", "R5.3-f"})
    void afterARestartTheSameIsKnown(Lesson lesson) {
        TestPartition partition = TestPartition.begun();
        lesson.step("three producers write, one in a transaction; a segment begins at 4");
        partition.send(batch(7, 0, 0, 2));
        partition.append(inTransaction(8, 1, 0, 2));
        partition.roll();
        for (int sequence = 2; sequence < 8; sequence++) {
            partition.send(7, 0, sequence);
        }
        partition.send(9, 3, 12);
        String known = partition.known();
        partition.commitAll();
        partition.flush();
        lesson.step("it is killed");
        partition.kill();
        expectSame(lesson, partition, known);
        lesson.expect(
                "7's fifth batch from the end, again", "duplicate of 5-5", sent(partition, 3));
        lesson.step("it is killed, and all its snapshots are lost: the log knows as much");
        partition.stop();
        loseSnapshots(partition);
        partition.beginAgain();
        expectSame(lesson, partition, known);
        lesson.expect(
                "7's fifth batch from the end, again", "duplicate of 5-5", sent(partition, 3));
        lesson.step("it stops in good order: one batch is in the snapshot, the others in the log");
        partition.restart();
        expectSame(lesson, partition, known);
        lesson.expect("7's last batch again", "duplicate of 9-9", sent(partition, 7));
        lesson.expect("the one before it", "duplicate of 8-8", sent(partition, 6));
    }

    private static void loseSnapshots(TestPartition partition) {
        partition.disk.disk().fileNames().stream()
                .filter(name -> name.endsWith(".snapshot"))
                .forEach(name -> partition.disk.storage().delete(name));
    }

    private static String sent(TestPartition partition, int sequence) {
        return partition.send(7, 0, sequence);
    }

    private static void expectSame(Lesson lesson, TestPartition partition, String known) {
        lesson.expect("what is known", known, partition.known());
        lesson.expect(
                "where the first transaction is open", 2L, partition.states.firstOpenOffset());
        lesson.expect("up to where it has counted", 11L, partition.states.endOffset());
    }

    @Claim(
            value = "After a truncation nothing is known of what was cut",
            rules = {"R5.3-d", "R5.3-f"})
    void afterATruncationNothingIsKnownOfWhatWasCut(Lesson lesson) {
        TestPartition partition = TestPartition.begun();
        lesson.step("producer 7 writes 0 to 5, 8 opens a transaction at 6; segments begin at 3, 5");
        for (int sequence = 0; sequence < 6; sequence++) {
            if (sequence == 3 || sequence == 5) {
                partition.roll();
            }
            partition.send(7, 0, sequence);
        }
        partition.append(inTransaction(8, 0, 0, 1));
        lesson.step("the log is cut at 4");
        partition.truncateTo(4);
        lesson.expect("what is known", "7 epoch 0 up to 3", partition.known());
        lesson.expect("where a transaction is open", -1L, partition.states.firstOpenOffset());
        lesson.expect("the snapshots", "3.snapshot", partition.files(".snapshot"));
        lesson.expect("sequence 5", "OUT_OF_ORDER_SEQUENCE_NUMBER", partition.send(7, 0, 5));
        lesson.expect("sequence 4", "appended", partition.send(7, 0, 4));
        lesson.expect("sequence 2 again", "duplicate of 2-2", partition.send(7, 0, 2));
    }

    @Claim(
            value =
                    "Who has written nothing for so long is forgotten, unless a transaction is"
                            + " open",
            rules = {"R5.3-d", "R5.3-e"})
    void whoHasWrittenNothingForSoLongIsForgotten(Lesson lesson) {
        TestPartition partition =
                TestPartition.begun(new ProducerStatesSpec.Settings(1_000, false));
        lesson.step("7 writes, and 8 in a transaction; producers expire after 1000 ms");
        partition.send(7, 0, 0);
        partition.append(inTransaction(8, 0, 0, 1));
        partition.states.expire(NOW_MS + 999);
        lesson.expect(
                "what is known after 999 ms",
                "7 epoch 0 up to 0; 8 epoch 0 up to 0, open since 1",
                partition.known());
        partition.states.expire(NOW_MS + 1_000);
        String left = "8 epoch 0 up to 0, open since 1";
        lesson.expect("what is known after 1000 ms", left, partition.known());
        lesson.expect("7 comes again, anywhere", "appended", partition.send(7, 0, 5));
        lesson.step("it stops, and begins again after 1000 ms: out of the snapshot 7 is left out");
        partition.commitAll();
        partition.nowMs += 1_000;
        partition.restart();
        lesson.expect("what is known", left, partition.known());
    }
}
