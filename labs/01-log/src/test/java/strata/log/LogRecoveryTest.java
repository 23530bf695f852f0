package strata.log;

import static strata.log.TestBatches.NOW_MS;
import static strata.log.TestBatches.THREE_BYTES;
import static strata.log.TestBatches.TWO_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.StorageException;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.disk.CrashMode;

/** The file holds offsets 0-2 from byte 0, 3-4 from byte 85 and 5-7 from byte 162 to 247. */
@Step(value = "1.7", concept = "recover", code = "LOG-107")
final class LogRecoveryTest {
    private static final LeaderAppend AS_LEADER =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);
    private static final int SECOND_AT = THREE_BYTES;
    private static final int THIRD_AT = THREE_BYTES + TWO_BYTES;

    private final TestDisk disk = new TestDisk();
    private final byte[] whole =
            TestBatches.bytes(List.of(TestBatches.abc(0), TestBatches.de(3), TestBatches.fgh(5)));

    @Claim(
            value = "A file without a fault is kept as it is, and the log goes on where it stopped",
            rules = {"R1.7-b", "R1.7-d", "R1.7-e", "R1.7-h"})
    void aGoodFileIsKept(Lesson lesson) {
        disk.put(whole);
        lesson.step("open a log of three good batches, all below offset 5 known to be durable");
        PartitionLog log = disk.open(5);
        lesson.expect("what recovery found", new Recovery(247, 0, ""), log.recovery());
        lesson.expect("what the disk was asked to do", List.of(), disk.operations());
        lesson.expect("the log end offset", 8L, log.logEndOffset());
        lesson.expect("the recovery point", 5L, log.recoveryPoint());
        lesson.expect("the next offset", 8L, append(log, TestBatches.abc(0)));

        lesson.step("open a log of 200 batches of 1070 bytes");
        ByteBuffer[] many = new ByteBuffer[200];
        Arrays.setAll(many, TestBatches::large);
        disk.put(TestBatches.bytes(List.of(many)));
        PartitionLog large = disk.open();
        lesson.expect("the log end offset", 200L, large.logEndOffset());
        lesson.step("read offset 150 of it");
        disk.forget();
        String read = TestBatches.offsets(large.read(150, 151, 2000, false));
        lesson.expect("the batch", "150-150", read);
        long looked = disk.bytesMoved();
        lesson.expectThat(
                looked <= 25_000,
                "the read: the index was built anew",
                "at most 25000 bytes looked at",
                looked + " bytes");
    }

    @Claim(
            value = "A tail torn at any byte is cut behind the last whole batch, durably",
            rules = {"R1.7-c", "R1.7-d", "R1.7-e", "R1.7-h"})
    void aTornTailIsCut(Lesson lesson) {
        lesson.step("open the log on each beginning of the file, from 0 to 247 bytes");
        for (int size = 0; size <= whole.length; size++) {
            lesson.now("a file of its first %s bytes", size);
            disk.put(Arrays.copyOf(whole, size));
            int kept = size == whole.length ? size : wholeBatchesIn(size);

            PartitionLog log = disk.open();

            expectCut(lesson, "a file cut at byte " + size, log, kept, size - kept);
        }
    }

    @Claim(
            value = "From the first bad batch on everything is cut, and nothing before it",
            rules = {"R1.7-a", "R1.7-c"})
    void fromTheFirstBadBatchOnEverythingIsCut(Lesson lesson) {
        lesson.step("open the log, each time with another fault in the file");
        expectCutTo(lesson, SECOND_AT, "a bit of the second batch's records", put(155, 0x41));
        expectCutTo(lesson, SECOND_AT, "the second batch's magic", put(SECOND_AT + 16, 1));
        expectCutTo(lesson, 0, "a bit of the first batch's CRC", put(17, 0));
        expectCutTo(lesson, THIRD_AT, "zeros from byte 200 on", zerosFrom(200));
        expectCutTo(lesson, 247, "500 zeros behind the last batch", Arrays.copyOf(whole, 747));
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -13, -12, 0, 48, 151}) {
            byte[] bytes = whole.clone();
            ByteBuffer.wrap(bytes).putInt(SECOND_AT + 8, length);
            expectCutTo(lesson, SECOND_AT, "the length " + length + " in the second batch", bytes);
        }
        for (long offset : new long[] {2, 0, -1, Long.MAX_VALUE}) {
            byte[] bytes = whole.clone();
            ByteBuffer.wrap(bytes).putLong(SECOND_AT, offset);
            expectCutTo(lesson, SECOND_AT, "the second batch's base offset " + offset, bytes);
        }

        lesson.step("open a log with a gap: offsets 0-2 and 10-11");
        disk.put(TestBatches.bytes(List.of(TestBatches.abc(0), TestBatches.de(10))));
        PartitionLog log = disk.open();
        lesson.expect("what recovery found", new Recovery(162, 0, ""), log.recovery());
        lesson.expect("the log end offset", 12L, log.logEndOffset());
    }

    @Claim(
            value =
                    "When data that was durable is bad or gone, the log does not open, and cuts"
                            + " nothing",
            code = "LOG-171",
            rules = {"R1.7-f", "R1.7-g"})
    void missingDurableDataIsNoTornTail(Lesson lesson) {
        expectCorrupt(lesson, "a bad byte in offsets 3-4", put(155, 0x41), 5, SECOND_AT);
        expectCorrupt(lesson, "a bad byte in offsets 3-4", put(155, 0x41), 4, SECOND_AT);
        expectCorrupt(lesson, "a bad byte in offsets 0-2", put(70, 0x41), 1, 0);
        byte[] twoBatches = Arrays.copyOf(whole, THIRD_AT);
        expectCorrupt(lesson, "a file that ends before offset 5", twoBatches, 8, THIRD_AT);
        expectCorrupt(lesson, "an empty file", new byte[0], 3, 0);

        lesson.step("open a log with a bad byte in offsets 3-4, where only 0-2 were durable");
        disk.put(put(155, 0x41));
        PartitionLog log = disk.open(3);
        expectCut(lesson, "an ordinary torn tail", log, SECOND_AT, whole.length - SECOND_AT);
    }

    @Claim(
            value = "After any crash the log holds what was flushed, and of the rest whole batches",
            kind = Kind.SIM,
            rules = {"R1.7-j", "R1.7-k"})
    void afterACrashThereIsAnUnbrokenPrefix(Lesson lesson) {
        for (CrashMode mode : CrashMode.values()) {
            lesson.step("append 0-2, flush it, append 3-4 and 5-7, crash: %s; open", mode);
            for (int seed = 1; seed <= (mode == CrashMode.TEAR_TAIL ? 60 : 1); seed++) {
                crashAndRecover(lesson, mode, seed);
            }
        }
    }

    private static void crashAndRecover(Lesson lesson, CrashMode mode, int seed) {
        lesson.now("crash %s of %s", seed, mode);
        TestDisk disk = new TestDisk();
        PartitionLog log = disk.open();
        append(log, TestBatches.abc(0));
        disk.flushFile();
        append(log, TestBatches.de(0));
        append(log, TestBatches.fgh(0));
        byte[] appended = disk.bytes();
        String lost = disk.crash(mode, seed);

        PartitionLog recovered = disk.open(3);

        byte[] kept = disk.bytes();
        String offsets = TestBatches.offsets(kept);
        boolean isPrefix = Arrays.equals(kept, Arrays.copyOf(appended, kept.length));
        boolean isWhole = List.of("0-2", "0-2 3-4", "0-2 3-4 5-7").contains(offsets);
        lesson.expectThat(
                isPrefix && isWhole && (mode != CrashMode.KEEP_ALL || kept.length == 247),
                "what is left after " + mode + " " + seed + " (" + lost + ")",
                mode == CrashMode.KEEP_ALL
                        ? "0-2 3-4 5-7: the page cache keeps all"
                        : "0-2, perhaps 3-4, perhaps 5-7, as they were appended",
                offsets);
        lesson.expect(
                "the next offset", recovered.logEndOffset(), append(recovered, TestBatches.de(0)));
        lesson.expect("bytes cut by a second recovery", 0L, disk.open().recovery().cutBytes());
    }

    private void expectCutTo(Lesson lesson, int kept, String fault, byte[] bytes) {
        lesson.now("a file of %s bytes with this fault: %s", bytes.length, fault);
        disk.put(bytes);
        PartitionLog log = disk.open();
        expectCut(lesson, fault, log, kept, bytes.length - kept);
    }

    private void expectCut(Lesson lesson, String what, PartitionLog log, int kept, int cut) {
        lesson.expect(what + ": bytes kept", (long) kept, log.sizeInBytes());
        lesson.expect(what + ": good bytes found", (long) kept, log.recovery().scannedBytes());
        lesson.expect(what + ": bytes cut", (long) cut, log.recovery().cutBytes());
        lesson.expect(what + ": no reason", cut == 0, log.recovery().reason().isEmpty());
        long end = kept == 0 ? 0 : kept == SECOND_AT ? 3 : kept == THIRD_AT ? 5 : 8;
        lesson.expect(what + ": the log end offset", end, log.logEndOffset());
        List<String> cutDurably = List.of("truncate the file to " + kept, "flush the file");
        if (cut > 0) {
            lesson.expect(what + ": what the disk was asked", cutDurably, disk.operations());
            lesson.expect(what + ": the recovery point", end, log.recoveryPoint());
        }
    }

    private void expectCorrupt(
            Lesson lesson, String fault, byte[] bytes, long recoveryPoint, int position) {
        lesson.step("open a log with %s, all below offset %s being durable", fault, recoveryPoint);
        disk.put(bytes);
        StorageException refused =
                lesson.expectThrown(
                        StorageException.class, "opening it", () -> disk.open(recoveryPoint));
        lesson.expect("its kind", StorageException.Kind.CORRUPT, refused.kind());
        String message = String.valueOf(refused.getMessage());
        lesson.expectThat(
                message.contains(TestDisk.FILE) && message.contains("at byte " + position),
                "its message",
                "the file's name, and \"at byte " + position + "\"",
                message);
        lesson.expect("what the disk was asked to do", List.of(), disk.operations());
        lesson.expectBytes("the file", bytes, disk.bytes());
    }

    private byte[] put(int position, int value) {
        byte[] bytes = whole.clone();
        bytes[position] = (byte) value;
        return bytes;
    }

    private byte[] zerosFrom(int position) {
        return Arrays.copyOf(Arrays.copyOf(whole, position), whole.length);
    }

    private static int wholeBatchesIn(int size) {
        return size >= THIRD_AT ? THIRD_AT : size >= SECOND_AT ? SECOND_AT : 0;
    }

    private static long append(PartitionLog log, ByteBuffer batch) {
        return log.appendAsLeader(batch, AS_LEADER).firstOffset();
    }
}
