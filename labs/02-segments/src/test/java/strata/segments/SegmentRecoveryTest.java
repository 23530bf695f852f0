package strata.segments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import strata.kernel.log.Recovery;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.StorageException;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.disk.CrashMode;

/** A directory of four segments, 0, 6, 12 and 18, of three batches of two records each. */
@Step(value = "2.5", concept = "recover", code = "SEG-205")
final class SegmentRecoveryTest {
    private static final int SEGMENTS = 4;
    private static final int OFFSETS = 6;
    private static final int BATCH_BYTES = 77;
    private static final int SEGMENT_BYTES = 231;
    private static final long END = 24;

    /** A segment is full with three batches; an entry for what starts more than 100 bytes on. */
    private static final SegmentSettings SETTINGS = TestLog.settings(240, 100);

    private final TestDisk disk = new TestDisk();

    @Claim(
            value = "After a clean stop nothing is verified, and nothing is changed",
            rules = {"R2.5-a", "R2.5-i"})
    void aCleanStopIsBelieved(Lesson lesson) {
        lesson.step("four segments, closed properly; the bytes of the first are damaged since");
        putSegments();
        byte[] damaged = log(0);
        damaged[70]++;
        disk.put(0, ".log", damaged);
        disk.forget();
        SegmentedLog log = open(new Known(0, END, 0, true));
        lesson.expect("what recovery found", new Recovery(0, 0, ""), log.recovery());
        lesson.expect("what the disk was asked to change", List.of(), disk.changes());
        lesson.expect("the log end offset", END, log.logEndOffset());
        lesson.expect("the recovery point", END, log.recoveryPoint());
        expectGoesOn(lesson, log, END);

        lesson.step("the same, with a bad byte in the last batch, and 22 as the recovery point");
        putSegments();
        disk.put(18, ".log", withBadByte(18, 2));
        SegmentedLog verified = open(new Known(0, 22, 0, true));
        expectFound(lesson, verified, 2 * BATCH_BYTES, BATCH_BYTES);
        lesson.expect("the log end offset", 22L, verified.logEndOffset());
    }

    @Claim(
            value = "Verified are the segment that holds the recovery point and those after it",
            rules = {"R2.5-b", "R2.5-c", "R2.5-g", "R2.5-h", "R2.5-i"})
    void segmentsFromTheRecoveryPointOnAreVerified(Lesson lesson) {
        lesson.step("segments 0, 6, 12 and 18, their indexes damaged; no clean stop");
        for (long recoveryPoint : new long[] {0, 1, 5, 6, 7, 12, 17, 18, 23, END}) {
            expectVerified(lesson, new Known(0, recoveryPoint, 0, false), recoveryPoint);
        }
        lesson.step("the same, with a log start above the recovery point");
        expectVerified(lesson, new Known(13, 0, 0, false), 13);
        expectVerified(lesson, new Known(18, 7, 0, false), 18);
    }

    private void expectVerified(Lesson lesson, Known known, long from) {
        lesson.now(
                "recovery point %s, log start %s", known.recoveryPoint(), known.logStartOffset());
        putSegments();
        for (int n = 0; n < SEGMENTS; n++) {
            disk.put((long) n * OFFSETS, ".index", new byte[16]);
            disk.put((long) n * OFFSETS, ".timeindex", new byte[24]);
        }
        SegmentedLog log = open(known);
        int first = (int) Math.min(SEGMENTS - 1, from / OFFSETS);
        expectFound(lesson, log, (SEGMENTS - first) * SEGMENT_BYTES, 0);
        lesson.expect("the log end offset", END, log.logEndOffset());
        lesson.expect("the recovery point", from, log.recoveryPoint());
        List<String> changes = disk.changes();
        lesson.expect(
                "the first thing that the disk was asked to change",
                "sync-dir " + TestDisk.DIRECTORY,
                changes.isEmpty() ? "nothing" : changes.get(0));
        for (int n = 0; n < SEGMENTS - 1; n++) {
            long base = (long) n * OFFSETS;
            byte[] right = n < first ? new byte[16] : index(base);
            String what = "the offset index of segment " + base;
            TestIndex.expectOffsets(lesson, what, base, right, disk.bytes(base, ".index"));
        }
        expectGoesOn(lesson, log, END);
    }

    @Claim(
            value = "From the first fault on nothing is left: later segments go, the newest first",
            rules = {"R2.5-d", "R2.5-e", "R2.5-f", "R2.5-h", "R2.5-j"})
    void aCutDeletesAllLaterSegments(Lesson lesson) {
        lesson.step("a bad byte in the second batch of segment 6");
        expectCut(lesson, withBadByte(6, 1), BATCH_BYTES);
        lesson.step("a segment 6 that ends in the middle of its third batch");
        expectCut(lesson, Arrays.copyOf(log(6), 200), 2 * BATCH_BYTES);
        lesson.step("a segment 6 whose third batch is missing without a trace");
        expectCut(lesson, Arrays.copyOf(log(6), 2 * BATCH_BYTES), 2 * BATCH_BYTES);
        lesson.step("a segment 6 whose third batch says that it starts at offset 12");
        byte[] leaps = log(6);
        leaps[2 * BATCH_BYTES + 7] = 12;
        expectCut(lesson, leaps, 2 * BATCH_BYTES);
        lesson.step("a whole segment 6, and a batch behind it that starts at offset 12");
        byte[] more = TestBatch.joined(ByteBuffer.wrap(log(6)), batch(12)).array();
        expectCut(lesson, more, SEGMENT_BYTES);

        lesson.step("four good segments that end at 24, and a log start of 30");
        putSegments();
        SegmentedLog log = open(new Known(30, 0, 0, false));
        lesson.expect("the segments", "30: 0 bytes", TestLog.segments(log));
        lesson.expect("the log start offset", 30L, log.logStartOffset());
        expectGoesOn(lesson, log, 30);
    }

    /** Opens the directory with a segment 6 of which only the first bytes are any good. */
    private void expectCut(Lesson lesson, byte[] second, int good) {
        putSegments();
        disk.put(6, ".log", second);
        SegmentedLog log = open(Known.NOTHING);
        int cut = second.length - good + 2 * SEGMENT_BYTES;
        expectFound(lesson, log, SEGMENT_BYTES + good, cut);
        String left = "0: 231 bytes, 6: " + good + " bytes";
        lesson.expect("the segments", left, TestLog.segments(log));
        lesson.expectBytes("the file of segment 6", Arrays.copyOf(log(6), good), fileOf(6));
        List<String> changes = disk.changes();
        int newest = changes.indexOf("delete 18.log");
        int older = changes.indexOf("delete 12.log");
        String sync = "sync-dir " + TestDisk.DIRECTORY;
        lesson.expectThat(
                newest >= 0 && older > newest && changes.subList(newest, older).contains(sync),
                "what the disk was asked to change",
                "delete 18.log, then " + sync + ", then delete 12.log",
                String.valueOf(changes));
        long end = OFFSETS + 2L * good / BATCH_BYTES;
        expectGoesOn(lesson, log, end);
        SegmentedLog again = open(Known.NOTHING);
        lesson.expect("bytes cut by a second recovery", 0L, again.recovery().cutBytes());
    }

    @Claim(
            value = "When data that was durable is bad or gone, the log does not open, and stays",
            rules = {"R2.5-a", "R2.5-k"})
    void missingDurableDataIsNoTornTail(Lesson lesson) {
        for (long recoveryPoint : new long[] {9, 10, 11}) {
            lesson.step(
                    "a bad byte in offsets 8-9 of segment 6, all below %s durable", recoveryPoint);
            putSegments();
            disk.put(6, ".log", withBadByte(6, 1));
            expectCorrupt(lesson, new Known(0, recoveryPoint, 0, false), 6);
        }
        lesson.step("a newest segment without its last batch, after a clean stop at 24");
        putSegments();
        disk.put(18, ".log", Arrays.copyOf(log(18), 2 * BATCH_BYTES));
        expectCorrupt(lesson, new Known(0, END, 0, true), 18);

        lesson.step("a bad byte in offsets 8-9 of segment 6, where only 0-7 were durable");
        putSegments();
        disk.put(6, ".log", withBadByte(6, 1));
        SegmentedLog log = open(new Known(0, 8, 0, false));
        lesson.expect("the log end offset", 8L, log.logEndOffset());
        lesson.expect("the recovery point", 8L, log.recoveryPoint());
    }

    private void expectCorrupt(Lesson lesson, Known known, long segment) {
        TreeMap<String, String> before = contents();
        StorageException refused =
                lesson.expectThrown(StorageException.class, "opening it", () -> open(known));
        lesson.expect("its kind", StorageException.Kind.CORRUPT, refused.kind());
        String message = String.valueOf(refused.getMessage());
        String name = TestDisk.fileName(segment, ".log");
        lesson.expectThat(message.contains(name), "its message", "the name " + name, message);
        lesson.expect("the files", before, contents());
    }

    @Claim(
            value = "After any crash there is an unbroken prefix, and in it all that was flushed",
            kind = Kind.SIM,
            rules = {"R2.5-l"})
    void afterACrashThereIsAnUnbrokenPrefix(Lesson lesson) {
        for (CrashMode mode : CrashMode.values()) {
            lesson.step("append 0-7, flush, append 8-23, in four segments; crash: %s; open", mode);
            for (int seed = 1; seed <= (mode == CrashMode.TEAR_TAIL ? 60 : 1); seed++) {
                crashAndRecover(lesson, mode, seed);
            }
        }
    }

    private static void crashAndRecover(Lesson lesson, CrashMode mode, int seed) {
        lesson.now("crash %s of %s", seed, mode);
        TestDisk disk = new TestDisk();
        SegmentedLog log = TestLog.open(disk, SETTINGS);
        for (long offset = 0; offset < END; offset += 2) {
            TestLog.append(log, batch(offset));
            if (offset == 6) {
                log.flush();
            }
        }
        String lost = disk.crash(mode, seed);

        SegmentedLog recovered = TestLog.open(disk, SETTINGS, new Known(0, 8, 0, false));

        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        ByteArrayOutputStream appended = new ByteArrayOutputStream();
        for (SegmentedLog.Segment segment : recovered.segments()) {
            kept.writeBytes(disk.bytes(segment.baseOffset(), ".log"));
        }
        for (long offset = 0; offset < recovered.logEndOffset(); offset += 2) {
            appended.writeBytes(batch(offset).array());
        }
        lesson.expectThat(
                recovered.logEndOffset() >= (mode == CrashMode.KEEP_ALL ? END : 8),
                "the log end after " + mode + " " + seed + " (" + lost + ")",
                mode == CrashMode.KEEP_ALL ? "24: the page cache keeps all" : "8 or more",
                "" + recovered.logEndOffset());
        lesson.expect(
                "what is left after " + mode + " " + seed + " (" + lost + ")",
                TestBatch.offsets(appended.toByteArray()),
                TestBatch.offsets(kept.toByteArray()));
        lesson.expectBytes("its bytes", appended.toByteArray(), kept.toByteArray());
        long end = recovered.logEndOffset();
        SegmentedLog again = TestLog.open(disk, SETTINGS, new Known(0, 8, 0, false));
        lesson.expect("bytes cut by a second recovery", 0L, again.recovery().cutBytes());
        expectGoesOn(lesson, again, end);
    }

    // ---- the directory --------------------------------------------------------------------------

    private SegmentedLog open(Known known) {
        return TestLog.open(disk, SETTINGS, known);
    }

    private void putSegments() {
        disk.mount();
        for (String name : disk.storage().list(TestDisk.DIRECTORY)) {
            disk.storage().delete(TestDisk.DIRECTORY + "/" + name);
        }
        for (int n = 0; n < SEGMENTS; n++) {
            long base = (long) n * OFFSETS;
            disk.put(base, ".log", log(base));
            disk.put(base, ".index", index(base));
            disk.put(base, ".timeindex", TestIndex.times(base, TestBatch.NOW_MS, base + 1));
        }
    }

    private static ByteBuffer batch(long offset) {
        return TestBatch.at(offset).records(2).bytes();
    }

    private static byte[] log(long base) {
        return TestBatch.joined(batch(base), batch(base + 2), batch(base + 4)).array();
    }

    private static byte[] index(long base) {
        return TestIndex.offsets(base, base + 5, 2L * BATCH_BYTES);
    }

    private static byte[] withBadByte(long base, int batch) {
        byte[] bytes = log(base);
        bytes[batch * BATCH_BYTES + 70]++;
        return bytes;
    }

    private byte[] fileOf(long base) {
        return disk.bytes(base, ".log");
    }

    private TreeMap<String, String> contents() {
        TreeMap<String, String> contents = new TreeMap<>();
        for (String name : disk.disk().fileNames()) {
            contents.put(TestDisk.brief(name), Arrays.toString(disk.disk().contentOf(name)));
        }
        return contents;
    }

    private static void expectFound(Lesson lesson, SegmentedLog log, long scanned, long cut) {
        Recovery found = log.recovery();
        lesson.expect("good bytes that were verified", scanned, found.scannedBytes());
        lesson.expect("bytes that were cut", cut, found.cutBytes());
        lesson.expect("whether a reason is told", cut > 0, !found.reason().isEmpty());
    }

    private static void expectGoesOn(Lesson lesson, SegmentedLog log, long end) {
        lesson.expect("the log end offset", end, log.logEndOffset());
        ByteBuffer next = TestBatch.at(0).records(2).bytes();
        lesson.expect(
                "the offset that the next append gets",
                end,
                log.appendAsLeader(next, TestLog.asLeader()).firstOffset());
        String read = TestBatch.offsets(log.read(end, Long.MAX_VALUE, 1_000, true));
        lesson.expect("what is read there", end + "-" + (end + 1), read);
        log.close();
    }
}
