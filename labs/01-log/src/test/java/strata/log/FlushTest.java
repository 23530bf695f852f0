package strata.log;

import static strata.log.TestBatches.NOW_MS;
import static strata.log.TestBatches.THREE_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.disk.CrashMode;

@Step(value = "1.8", concept = "flush, truncate, durable", code = "LOG-108")
final class FlushTest {
    private static final LeaderAppend AS_LEADER =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);

    private final TestDisk disk = new TestDisk();

    @Claim(
            value =
                    "A flush raises the recovery point when it is done, in whatever order flushes"
                            + " end",
            rules = {"R1.8-a", "R1.8-b", "R1.8-c", "R1.8-d", "R1.8-e"})
    void aFlushRaisesTheRecoveryPointWhenItIsDone(Lesson lesson) {
        PartitionLog log = disk.open();
        lesson.expect("what a new log has to flush", null, log.startFlush());
        append(log, TestBatches.abc(0));
        disk.forget();
        lesson.step("offsets 0-2 are appended: start a flush, append 3-4, start another");
        PendingFlush first = started(lesson, log);
        append(log, TestBatches.de(0));
        PendingFlush second = started(lesson, log);

        lesson.expect("what the first flush reaches", 3L, first.endOffset());
        lesson.expect("what the second flush reaches", 5L, second.endOffset());
        lesson.expect("how many files there are to flush", 1, second.files().size());
        lesson.expect("the file to flush", TestDisk.FILE, second.files().get(0).name());
        lesson.expect("the disk so far", List.of("write the file 85+77"), disk.operations());
        lesson.expect("the recovery point before a flush is done", 0L, log.recoveryPoint());

        lesson.step("append 5-7; the second flush is done before the first");
        append(log, TestBatches.fgh(0));
        log.flushed(second);
        lesson.expect("the recovery point after the second flush", 5L, log.recoveryPoint());
        lesson.step("now the first flush is done, too");
        log.flushed(first);
        lesson.expect("the recovery point after the first flush", 5L, log.recoveryPoint());
        lesson.step("the second flush is reported done once more");
        log.flushed(second);
        lesson.expect("the recovery point after that", 5L, log.recoveryPoint());
        lesson.step("start a third flush, and let it be done");
        log.flushed(started(lesson, log));
        lesson.expect("the recovery point after the third flush", 8L, log.recoveryPoint());
        lesson.expect("what is left to flush", null, log.startFlush());
    }

    @Claim(
            value = "What was flushed survives a loss of power",
            kind = Kind.SIM,
            rules = {"R1.8-n"})
    void whatWasFlushedSurvives(Lesson lesson) {
        lesson.step("append 0-2, flush, append 3-4, lose the power in 40 ways, open");
        for (int seed = 1; seed <= 40; seed++) {
            lesson.now("loss of power %s of 40", seed);
            TestDisk fresh = new TestDisk();
            PartitionLog log = fresh.open();
            append(log, TestBatches.abc(0));
            fresh.forget();
            log.flush();
            lesson.expect("what a flush does", List.of("flush the file"), fresh.operations());
            append(log, TestBatches.de(0));
            long recoveryPoint = log.recoveryPoint();
            lesson.expect("the recovery point after the flush", 3L, recoveryPoint);
            CrashMode mode = seed == 1 ? CrashMode.LOSE_UNFLUSHED : CrashMode.TEAR_TAIL;
            String lost = fresh.crash(mode, seed);

            PartitionLog recovered = fresh.open(recoveryPoint);

            String read = TestBatches.offsets(recovered.read(0, Long.MAX_VALUE, 999, true));
            lesson.expectThat(
                    read.equals("0-2") || read.equals("0-2 3-4") && seed > 1,
                    "what can be read after " + mode + " " + seed + " (" + lost + ")",
                    seed == 1 ? "0-2" : "0-2, perhaps 3-4",
                    read);
        }
    }

    @Claim(
            value =
                    "Truncating removes each batch that holds the offset or more; the log goes on"
                            + " from there",
            rules = {"R1.8-f", "R1.8-g", "R1.8-j"})
    void truncatingRemovesWholeBatches(Lesson lesson) {
        int[] ends = {0, 0, 0, 3, 3, 5, 5, 5, 8};
        int[] sizes = {0, 0, 0, 85, 85, 162, 162, 162, 247};
        lesson.step("of offsets 0-2, 3-4, 5-7, truncate to each offset from 0 to 8; append");
        for (int offset = 0; offset < ends.length; offset++) {
            lesson.now("truncate to %s", offset);
            TestDisk fresh = new TestDisk();
            PartitionLog log = threeBatches(fresh);
            log.truncateTo(offset);
            String cut = "after truncateTo(" + offset + "): ";
            lesson.expect(cut + "the log end", (long) ends[offset], log.logEndOffset());
            lesson.expect(cut + "the size", (long) sizes[offset], log.sizeInBytes());
            long next = append(log, TestBatches.de(0));
            lesson.expect(cut + "the next offset", (long) ends[offset], next);
        }

        lesson.step("of 40 batches of 1070 bytes, truncate to 16, and append 40 more");
        PartitionLog log = disk.open();
        for (int i = 0; i < 80; i++) {
            if (i == 40) {
                log.truncateTo(16);
                lesson.expect("the log end after truncateTo(16)", 16L, log.logEndOffset());
            }
            append(log, TestBatches.large(0));
        }
        for (int offset = 0; offset < 56; offset++) {
            String read = TestBatches.offsets(log.read(offset, 99, 2000, false));
            lesson.expect("reading offset " + offset, offset + "-" + offset, read);
        }
    }

    @Claim(
            value = "What was truncated never comes back, whatever is written there",
            kind = Kind.SIM,
            rules = {"R1.8-h", "R1.8-k", "R1.8-n"})
    void whatWasTruncatedNeverComesBack(Lesson lesson) {
        PartitionLog log = threeBatches(disk);
        lesson.step("truncate offsets 0-2, 3-4, 5-7 to 9, behind the end");
        disk.forget();
        log.truncateTo(9);
        lesson.expect("what truncateTo(9) asked of the disk", List.of(), disk.operations());
        lesson.step("truncate to 3");
        log.truncateTo(3);
        List<String> cutDurably = List.of("truncate the file to 85", "flush the file");
        lesson.expect("what truncateTo(3) asked of the disk", cutDurably, disk.operations());
        lesson.expect("the recovery point: the cut was flushed", 3L, log.recoveryPoint());

        lesson.step(
                "flush all, truncate to 3, append another 3-3, lose the power in 40 ways, open");
        for (int seed = 1; seed <= 40; seed++) {
            lesson.now("loss of power %s of 40", seed);
            TestDisk fresh = new TestDisk();
            PartitionLog other = threeBatches(fresh);
            other.flush();
            other.truncateTo(3);
            append(other, TestBatches.large(0));
            byte[] appended = fresh.bytes();
            String lost = fresh.crash(CrashMode.TEAR_TAIL, seed);

            PartitionLog recovered = fresh.open(other.recoveryPoint());

            byte[] left = fresh.bytes();
            String after = "what is left after TEAR_TAIL " + seed + " (" + lost + ")";
            lesson.expectThat(
                    left.length >= THREE_BYTES,
                    after,
                    "0-2, perhaps the new 3-3",
                    TestBatches.offsets(left));
            byte[] expected = Arrays.copyOf(appended, left.length);
            lesson.expectBytes(after + ": only what was appended", expected, left);
            long end = left.length == THREE_BYTES ? 3 : 4;
            lesson.expect("the log end after the recovery", end, recovered.logEndOffset());
        }
    }

    @Claim(
            value = "A truncation forgets the flushes under way: their offsets are given again",
            code = "LOG-181",
            rules = {"R1.8-d", "R1.8-i", "R1.8-k"})
    void aTruncationForgetsFlushes(Lesson lesson) {
        PartitionLog log = disk.open();
        append(log, TestBatches.abc(0));
        lesson.step("start a flush of 0-2, truncate to 0, append other records 0-2");
        PendingFlush ofTheOld = started(lesson, log);
        log.truncateTo(0);
        append(log, TestBatches.fgh(0));
        PendingFlush ofTheNew = started(lesson, log);
        lesson.expect("the two flushes, which look alike", ofTheOld, ofTheNew);

        lesson.step("the old flush is done: it says nothing of the new records");
        log.flushed(ofTheOld);
        lesson.expect("the recovery point after the old flush", 0L, log.recoveryPoint());
        lesson.step("the new flush is done");
        ofTheNew.files().forEach(StorageFile::flush);
        log.flushed(ofTheNew);
        lesson.expect("the recovery point after the new flush", 3L, log.recoveryPoint());

        lesson.step("start a flush of 3-4, truncate to 9, where nothing is to be removed");
        append(log, TestBatches.de(0));
        PendingFlush kept = started(lesson, log);
        log.truncateTo(9);
        log.flushed(kept);
        lesson.expect("the recovery point after the flush of 3-4", 5L, log.recoveryPoint());
    }

    private static PendingFlush started(Lesson lesson, PartitionLog log) {
        PendingFlush pending = log.startFlush();
        if (pending == null) {
            throw lesson.fail("startFlush()", "a flush: not all is durable yet", "null");
        }
        return pending;
    }

    /** Offsets 0-2, 3-4 and 5-7, from the bytes 0, 85 and 162 on. */
    private static PartitionLog threeBatches(TestDisk on) {
        PartitionLog log = on.open();
        append(log, TestBatches.abc(0));
        append(log, TestBatches.de(0));
        append(log, TestBatches.fgh(0));
        return log;
    }

    private static long append(PartitionLog log, ByteBuffer batch) {
        return log.appendAsLeader(batch, AS_LEADER).firstOffset();
    }
}
