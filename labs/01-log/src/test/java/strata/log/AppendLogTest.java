package strata.log;

import static strata.log.TestBatches.NOW_MS;
import static strata.log.TestBatches.THREE_BYTES;
import static strata.log.TestBatches.TWO_BYTES;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.log.Appended;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.StorageException;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.5", concept = "append and assign offsets", code = "LOG-105")
final class AppendLogTest {
    private static final LeaderAppend AS_LEADER =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);

    private final TestDisk disk = new TestDisk();

    @Claim(
            value = "The leader numbers the records on from the log end, and writes its epoch",
            rules = {"R1.5-a", "R1.5-b", "R1.5-c", "R1.5-g", "R1.5-j"})
    void theLeaderNumbersTheRecords(Lesson lesson) {
        PartitionLog log = disk.open();
        lesson.step("append 3 records as leader of epoch 4");
        lesson.expect("what was appended", new Appended(0, 2), append(log, TestBatches.abc(0)));

        lesson.step("append batches of 2 and 3 records in one go, which came with offsets 900, 0");
        ByteBuffer two = TestBatches.joined(TestBatches.de(900), TestBatches.fgh(0));
        lesson.expect("what was appended", new Appended(3, 7), append(log, two));

        lesson.expect("the log end offset", 8L, log.logEndOffset());
        lesson.expect("the size in bytes", 2L * THREE_BYTES + TWO_BYTES, log.sizeInBytes());
        lesson.expect("the recovery point: nothing was flushed", 0L, log.recoveryPoint());
        lesson.expect("the offsets in the file", "0-2 3-4 5-7", TestBatches.offsets(disk.bytes()));
        ByteBuffer expected =
                TestBatches.joined(
                        TestBatches.withEpoch(TestBatches.abc(0), 4),
                        TestBatches.withEpoch(TestBatches.de(3), 4),
                        TestBatches.withEpoch(TestBatches.fgh(5), 4));
        lesson.expectBatch("the file", expected, ByteBuffer.wrap(disk.bytes()));
    }

    @Claim(
            value =
                    "With LOG_APPEND_TIME every batch gets the append time, under a CRC that is"
                            + " right",
            rules = {"R1.5-d"})
    void aLeaderMayStamp(Lesson lesson) {
        PartitionLog log = disk.open();
        LeaderAppend stamping =
                new LeaderAppend(4, TimestampType.LOG_APPEND_TIME, TestBatches.STAMP_MS);

        lesson.step("append two batches in one go, the topic's timestamps being LogAppendTime");
        log.appendAsLeader(TestBatches.joined(TestBatches.abc(9), TestBatches.de(9)), stamping);

        ByteBuffer expected =
                TestBatches.joined(
                        TestBatches.withEpoch(TestBatches.abcStamped(0), 4),
                        TestBatches.withEpoch(TestBatches.deStamped(3), 4));
        lesson.expectBatch("the file", expected, ByteBuffer.wrap(disk.bytes()));
    }

    @Claim(
            value =
                    "A follower stores its leader's bytes, with gaps; going back is a bug and"
                            + " writes nothing",
            rules = {"R1.5-f", "R1.5-g"})
    void aFollowerStoresTheLeadersBytes(Lesson lesson) {
        PartitionLog log = disk.open();
        ByteBuffer batches =
                TestBatches.joined(
                        TestBatches.withEpoch(TestBatches.abcStamped(2), 3),
                        TestBatches.withEpoch(TestBatches.de(10), 6));
        byte[] before = TestBatches.copy(batches);

        lesson.step("append offsets 2-4 of epoch 3 and 10-11 of epoch 6, as a follower");
        lesson.expect("what was appended", new Appended(2, 11), log.appendAsFollower(batches));
        lesson.expect("the log end offset", 12L, log.logEndOffset());
        lesson.expectBytes("the file", before, disk.bytes());

        lesson.step("append offset 11 again");
        ByteBuffer again = TestBatches.de(11);
        expectBug(lesson, "appending below the log end", () -> log.appendAsFollower(again));
        lesson.step("append offsets 20-22 and then 22-23 in one go");
        ByteBuffer overlapping = TestBatches.joined(TestBatches.abc(20), TestBatches.de(22));
        expectBug(lesson, "appending offset 22 twice", () -> log.appendAsFollower(overlapping));
        lesson.expect("the log end offset", 12L, log.logEndOffset());
        lesson.expectBytes("the file", before, disk.bytes());
    }

    @Claim(
            value = "An append is one write behind the last batch, and the caller's buffer stays",
            code = "LOG-151",
            rules = {"R1.5-e", "R1.5-h"})
    void anAppendIsOneWrite(Lesson lesson) {
        PartitionLog log = disk.open();
        append(log, TestBatches.abc(0));
        ByteBuffer batches =
                TestBatches.joined(
                        TestBatches.fgh(70), TestBatches.de(0), TestBatches.abc(0), empty(9));
        int end = THREE_BYTES + TWO_BYTES + THREE_BYTES;
        byte[] outside = TestBatches.copy(batches.duplicate().limit(THREE_BYTES));
        batches.position(THREE_BYTES).limit(end);
        disk.forget();

        lesson.step("append the 162 bytes from position %s to %s of a buffer", THREE_BYTES, end);
        append(log, batches);

        lesson.expect(
                "what the disk was asked to do",
                List.of("write the file 85+162"),
                disk.operations());
        lesson.expect("the bytes moved: none are read back", 162L, disk.bytesMoved());
        lesson.expect("the buffer's position", THREE_BYTES, batches.position());
        lesson.expect("the buffer's limit", end, batches.limit());
        batches.position(0).limit(THREE_BYTES);
        lesson.expectBytes("the bytes before the position", ByteBuffer.wrap(outside), batches);
    }

    @Claim(
            value = "When the write fails, nothing was appended",
            code = "LOG-151",
            rules = {"R1.5-i"})
    void aFailedWriteAppendsNothing(Lesson lesson) {
        PartitionLog log = disk.open();
        append(log, TestBatches.abc(0));
        disk.disk().failWrites(1);

        lesson.step("append while the disk reports an I/O error");
        lesson.expectThrown(
                StorageException.class,
                "appending to a broken disk",
                () -> append(log, TestBatches.de(0)));

        lesson.expect("the log end offset", 3L, log.logEndOffset());
        lesson.expect("the size in bytes", (long) THREE_BYTES, log.sizeInBytes());
    }

    @Claim(
            value =
                    "The index keeps the first batch, then one at least 4096 bytes behind the last"
                            + " it kept",
            rules = {"R1.5-l"})
    void theIndexKeepsOneBatchInFourKibibytes(Lesson lesson) {
        PositionIndex index = new PositionIndex();
        lesson.step("note batches at positions 0, 100, 4095");
        index.add(0, 0);
        index.add(1, 100);
        index.add(2, 4095);
        lesson.expect("entries: that at 0 alone", 1, index.count());
        lesson.step("note a batch at 4096");
        index.add(3, 4096);
        lesson.expect("entries: 0 and 4096", 2, index.count());
        lesson.step("note a batch at 8191, which is 4095 behind the last entry");
        index.add(4, 8191);
        lesson.expect("entries: 0 and 4096", 2, index.count());
        lesson.step("note 100 batches more, 5000 bytes apart");
        for (int i = 1; i <= 100; i++) {
            index.add(4 + i, 8192 + 5000L * i);
        }
        lesson.expect("entries", 102, index.count());
    }

    private static void expectBug(Lesson lesson, String what, Runnable action) {
        lesson.expectThrown(Check.CheckFailed.class, what, action::run);
    }

    private static Appended append(PartitionLog log, ByteBuffer batches) {
        return log.appendAsLeader(batches, AS_LEADER);
    }

    private static ByteBuffer empty(int size) {
        return ByteBuffer.allocate(size);
    }
}
