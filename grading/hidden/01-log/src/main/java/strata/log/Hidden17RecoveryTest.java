package strata.log;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.disk.CrashPoints;

@Step(value = "1.7", concept = "recover", code = "LOG-107")
final class Hidden17RecoveryTest {
    private static final String FILE = HiddenTestCrash.SPEC.fileName();

    /** Three lives of a process that appends, and is flushed now and then. */
    private static final class Appends extends HiddenTestCrash {
        private final HiddenTestDraw draw;

        Appends(Lesson lesson) {
            draw = new HiddenTestDraw(lesson.random("history"));
        }

        @Override
        public void run(Storage storage) {
            open(storage);
            append(batch(200), batch(90));
            append(batch(400));
            flushFile();
            append(batch(draw.upTo(700)));
            open(storage);
            append(batch(draw.upTo(300)), batch(30), batch(900));
            append(batch(20));
            flushFile();
            open(storage);
            append(batch(draw.between(1_000, 1_500)));
            append(batch(10), batch(10));
        }

        private ByteBuffer batch(int valueBytes) {
            return draw.batchOfSize(0, draw.between(1, 3), valueBytes / 2).bytes();
        }
    }

    @Claim(
            value = "Wherever a crash ends a history of appends, recovery keeps what was promised",
            points = 3,
            kind = Kind.SIM,
            rules = {"R1.7-j", "R1.7-k"})
    void everyCrashOfAppendsIsRecovered(Lesson lesson) {
        lesson.step("crash at every write, flush and sync of three lives of a log");
        HiddenTestCrash.everywhere(lesson, CrashPoints.of(() -> new Appends(lesson)), 8);
    }

    /**
     * A process that recovers a torn file, whose last batch is whole again behind the torn one, and
     * then writes a batch just as long as the torn one in its place.
     */
    private static final class Recovers extends HiddenTestCrash {
        private final HiddenTestDraw draw;

        Recovers(Lesson lesson) {
            draw = new HiddenTestDraw(lesson.random("torn history"));
        }

        @Override
        public void run(Storage storage) {
            int valueBytes = draw.between(450, 600);
            ByteBuffer first = draw.batchOfSize(0, 2, draw.upTo(300)).epoch(2).bytes();
            ByteBuffer torn = draw.batchOfSize(2, 1, valueBytes).epoch(2).bytes();
            ByteBuffer behind = draw.batchOfSize(3, 1, 700).epoch(2).bytes();
            torn.put(HiddenTestBatch.HEADER_BYTES + draw.upTo(valueBytes - 1), (byte) 'x');
            torn.putInt(17, torn.getInt(17) ^ 1);
            leave(storage, first, HiddenTestBatch.joined(torn, behind));
            open(storage);
            append(draw.batchOfSize(0, 1, valueBytes).bytes());
            append(draw.batchOfSize(0, 1, 20).bytes());
        }
    }

    @Claim(
            value = "Wherever a crash ends a recovery, what it cut never comes back",
            points = 2,
            kind = Kind.SIM,
            rules = {"R1.7-c", "R1.7-d", "R1.7-j"})
    void everyCrashOfARecoveryIsRecovered(Lesson lesson) {
        lesson.step("leave a good batch, a torn one, and an old one behind it; recover, append");
        lesson.step("crash at every write, flush and cut of that");
        HiddenTestCrash.everywhere(lesson, CrashPoints.of(() -> new Recovers(lesson)), 16);
    }

    @Claim(
            value =
                    "Whatever happened to a file, it is cut behind the last good batch before the"
                            + " first bad",
            rules = {"R1.7-a", "R1.7-c", "R1.7-d", "R1.7-e", "R1.7-h"})
    void aDamagedFileIsCutBehindItsGoodBatches(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("damage"));

        for (int i = 0; i < 1_500; i++) {
            HiddenTestStory.tell(lesson, story -> damageAndOpen(story, draw));
        }
    }

    private static void damageAndOpen(HiddenTestStory story, HiddenTestDraw draw) {
        Lesson lesson = story.lesson();
        long baseOffset = draw.chance(20) ? draw.upTo(100_000) : 0;
        HiddenTestLog whole = new HiddenTestLog(baseOffset);
        for (int left = draw.between(1, 6); left > 0; left--) {
            int gap = draw.chance(25) ? draw.upTo(20) : 0;
            whole.add(draw.batch(whole.endOffset() + gap).bytes());
        }
        LogSpec spec = new LogSpec("flights-0", baseOffset, 0);
        byte[] file = damaged(story, draw, whole.bytes());
        List<Integer> ends = HiddenTestJudge.goodEnds(file, baseOffset);
        int good = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
        HiddenTestDisk disk = new HiddenTestDisk();
        disk.put(spec.fileName(), file);
        disk.forget();
        story.step("open a file of %s bytes, of which %s are good", file.length, good);

        PartitionLog log = HiddenTestLog.open(disk, spec);

        byte[] kept = disk.bytesOf(spec.fileName());
        lesson.expectBytes("the file after recovery", Arrays.copyOf(file, good), kept);
        lesson.expect("the log end", endOffset(file, ends, baseOffset), log.logEndOffset());
        Recovery outcome = log.recovery();
        lesson.expect("the verified bytes", (long) good, outcome.scannedBytes());
        lesson.expect("the cut bytes", (long) file.length - good, outcome.cutBytes());
        lesson.expect("whether a reason is told", file.length > good, !outcome.reason().isEmpty());
        long durable = file.length > good ? log.logEndOffset() : baseOffset;
        lesson.expect("the recovery point", durable, log.recoveryPoint());
        // What is cut is cut durably; where nothing is to be cut, nothing is done.
        List<String> right = file.length > good ? List.of("truncate " + good, "flush") : List.of();
        lesson.expect("what was done to the file", right, fileChanges(disk));
    }

    /** What was done to files: the name of one that is empty may be made durable again. */
    private static List<String> fileChanges(HiddenTestDisk disk) {
        return disk.changes().stream().filter(change -> !change.startsWith("sync-dir")).toList();
    }

    private static long endOffset(byte[] file, List<Integer> ends, long baseOffset) {
        if (ends.isEmpty()) {
            return baseOffset;
        }
        int start = ends.size() == 1 ? 0 : ends.get(ends.size() - 2);
        ByteBuffer batch = ByteBuffer.wrap(file);
        return batch.getLong(start) + batch.getInt(start + 23) + 1;
    }

    private static byte[] damaged(HiddenTestStory story, HiddenTestDraw draw, byte[] whole) {
        byte[] file = whole.clone();
        int at = draw.upTo(file.length - 1);
        switch (draw.upTo(7)) {
            case 0 -> story.step("leave a file of %s bytes as it is", file.length);
            case 1 -> {
                story.step("tear it at byte %s", at);
                file = Arrays.copyOf(file, at);
            }
            case 2 -> {
                story.step("leave zeros from byte %s on, and more behind the end", at);
                file = Arrays.copyOf(Arrays.copyOf(file, at), file.length + draw.upTo(200));
            }
            case 3 -> {
                int bit = draw.upTo(7);
                story.step("flip bit %s of byte %s", bit, at);
                file[at] ^= (byte) (1 << bit);
            }
            case 4 -> {
                story.step("write garbage behind its end");
                byte[] garbage = HiddenTestBatch.copy(draw.bytes(draw.between(1, 300)));
                file = Arrays.copyOf(file, file.length + garbage.length);
                System.arraycopy(garbage, 0, file, whole.length, garbage.length);
            }
            case 5, 6 -> falsifyHeader(story, draw, file);
            default -> {
                int count = Math.min(draw.between(1, 600), file.length - at);
                story.step("lose %s bytes at byte %s: a hole of zeros", count, at);
                Arrays.fill(file, at, at + count, (byte) 0);
            }
        }
        return file;
    }

    /** Writes something false into the header of any batch, under a CRC that is right. */
    private static void falsifyHeader(HiddenTestStory story, HiddenTestDraw draw, byte[] file) {
        List<Integer> ends = HiddenTestJudge.goodEnds(file, 0);
        int number = draw.upTo(ends.size() - 1);
        int start = number == 0 ? 0 : ends.get(number - 1);
        int end = ends.get(number);
        ByteBuffer batch = ByteBuffer.wrap(file, start, end - start).slice();
        long baseOffset = batch.getLong(0);
        switch (draw.upTo(5)) {
            case 0 -> batch.putLong(0, baseOffset - draw.between(1, 9));
            case 1 -> batch.putLong(0, baseOffset + draw.between(1, 9));
            case 2 -> batch.putLong(0, draw.chance(50) ? Long.MAX_VALUE : -draw.upTo(9));
            case 3 -> batch.putInt(23, draw.chance(50) ? -1 : -draw.between(1, 99));
            case 4 -> batch.put(16, (byte) draw.between(3, 255));
            default -> batch.putInt(8, draw.chance(50) ? draw.upTo(49) : draw.random().nextInt());
        }
        batch.putInt(17, (int) HiddenTestBatch.crcOf(file, start, end - start));
        story.step("falsify the header of batch %s, at byte %s", number, start);
    }

    @Claim(
            value =
                    "Files and batches larger than a portion are verified to their last byte, in"
                            + " little memory",
            rules = {"R1.7-i"})
    void largeFilesAreVerifiedInPortions(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("large"));
        int portion = 1 << 20;
        HiddenTestLog whole = new HiddenTestLog(0);
        while (whole.sizeInBytes() < portion + 100_000) {
            int valueBytes = draw.between(2_000, 30_000);
            whole.add(draw.batchOfSize(whole.endOffset(), 2, valueBytes).bytes());
        }
        int before = (int) whole.sizeInBytes();
        int large = 3 * portion + draw.upTo(portion);
        whole.add(draw.batchOfSize(whole.endOffset(), 1, large).bytes());
        int behind = (int) whole.sizeInBytes();
        whole.add(draw.batchOfSize(whole.endOffset(), 1, 50).bytes());
        byte[] file = whole.bytes();
        HiddenTestDisk disk = new HiddenTestDisk();
        disk.put(FILE, file);

        lesson.step("open a log of %s bytes", file.length);
        long allocatedBefore = allocatedBytes();
        PartitionLog log = HiddenTestLog.open(disk, HiddenTestCrash.SPEC);
        long allocated = allocatedBytes() - allocatedBefore;

        lesson.expect("the log end", whole.endOffset(), log.logEndOffset());
        lesson.expect("the log's size", (long) file.length, log.sizeInBytes());
        lesson.expectThat(
                disk.largestRead() <= portion,
                "bytes read at a time",
                "at most a portion, 1 MiB",
                "" + disk.largestRead());
        lesson.expectThat(
                allocated < 2 * portion + 200_000,
                "memory taken by recovery",
                "about a portion, 1 MiB",
                allocated + " bytes");
        int[] places = {
            before + 70, before + draw.between(1, 3) * portion, behind - 1, behind + 100
        };
        for (int place : places) {
            lesson.step("open it with byte %s changed", place);
            byte[] bad = file.clone();
            bad[place]++;
            disk.put(FILE, bad);
            PartitionLog cut = HiddenTestLog.open(disk, HiddenTestCrash.SPEC);
            int right = place < behind ? before : behind;
            lesson.expect("the log's size", (long) right, cut.sizeInBytes());
        }
    }

    @Claim(
            value =
                    "Bytes that were durable once are never cut: the log does not open, and stays"
                            + " as it is",
            code = "LOG-171",
            rules = {"R1.7-f", "R1.7-g"})
    void durableBatchesAreNeverCut(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("durable"));

        for (int i = 0; i < 300; i++) {
            HiddenTestLog whole = new HiddenTestLog(0);
            int count = draw.between(2, 6);
            for (int batch = 0; batch < count; batch++) {
                whole.add(draw.batch(whole.endOffset()).bytes());
            }
            int durable = draw.between(1, count);
            long recoveryPoint = whole.endOffset(durable);
            int bad = draw.upTo(count - 1);
            int start = HiddenTestLog.bytes(whole.batches().subList(0, bad)).length;
            int end = start + whole.batches().get(bad).sizeInBytes();
            byte[] file = whole.bytes();
            if (draw.chance(50)) {
                file[end - 1]++;
            } else {
                file = Arrays.copyOf(file, draw.chance(50) ? start : end - 1);
            }
            byte[] left = file;
            HiddenTestDisk disk = new HiddenTestDisk();
            disk.put(FILE, left);
            disk.forget();
            LogSpec spec = new LogSpec("flights-0", 0, recoveryPoint);
            if (bad < durable) {
                lesson.step("open: batch %s is bad or gone, %s were durable", bad, durable);
                StorageException refused =
                        lesson.expectThrown(
                                StorageException.class,
                                "opening a log with durable bytes lost",
                                () -> HiddenTestLog.open(disk, spec));
                lesson.expect("its kind", StorageException.Kind.CORRUPT, refused.kind());
                String message = String.valueOf(refused.getMessage());
                lesson.expectThat(
                        message.contains(FILE) && message.matches(".*at byte " + start + "\\b.*"),
                        "its message",
                        "it says " + FILE + " and at byte " + start,
                        message);
                lesson.expect("what was done to the file", List.of(), fileChanges(disk));
                lesson.expectBytes("the file", left, disk.bytesOf(FILE));
            } else {
                PartitionLog log = HiddenTestLog.open(disk, spec);
                lesson.expect("the log's size", (long) start, log.sizeInBytes());
                lesson.expect("the log end", whole.endOffset(bad), log.logEndOffset());
            }
        }
    }

    @Claim(
            value = "A log that was opened anew is read as if it had never been closed",
            rules = {"R1.7-b", "R1.7-j"})
    void aRecoveredLogIsReadLikeBefore(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("reopen"));

        for (int i = 0; i < 10; i++) {
            HiddenTestLog model = new HiddenTestLog(0);
            List<ByteBuffer> torn = new ArrayList<>();
            for (int batch = 0; batch < 150; batch++) {
                model.add(draw.batch(model.endOffset() + draw.upTo(3)).bytes());
                torn.add(model.batches().get(batch).bytes());
            }
            torn.add(draw.bytes(draw.upTo(90)));
            HiddenTestDisk disk = new HiddenTestDisk();
            disk.put(FILE, HiddenTestBatch.copy(HiddenTestBatch.joined(torn)));
            lesson.step("open a log of 150 batches, read from everywhere");
            PartitionLog log = HiddenTestLog.open(disk, HiddenTestCrash.SPEC);
            for (int read = 0; read < 100; read++) {
                long offset = draw.random().nextLong(model.endOffset() + 1);
                int maxBytes = draw.upTo(20_000);
                disk.forget();
                byte[] got = HiddenTestLog.take(log.read(offset, Long.MAX_VALUE, maxBytes, true));
                byte[] right =
                        HiddenTestLog.bytes(model.read(offset, Long.MAX_VALUE, maxBytes, true));
                lesson.expectBytes("what is read from " + offset, right, got);
                lesson.expectThat(
                        disk.bytesRead() <= 25_000,
                        "bytes read of the file to answer that",
                        "at most 25000: recovery has noted the batches in the index",
                        "" + disk.bytesRead());
            }
        }
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
