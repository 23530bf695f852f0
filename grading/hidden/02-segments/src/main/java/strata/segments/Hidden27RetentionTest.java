package strata.segments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.Storage;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.disk.CrashPoints;

@Step(value = "2.7", concept = "retention", code = "SEG-207")
final class Hidden27RetentionTest {
    private static final int CASES = 4_000;
    private static final long NOW_MS = TestBatch.NOW_MS;
    private static final long KEPT_MS = 100_000L;
    private static final long DELAY_MS = 60_000L;

    /** What the decision is to know of a segment. */
    private record Facts(long baseOffset, long sizeInBytes, long largestTimestampMs)
            implements SegmentFacts {
        @Override
        public long firstTimestampMs() {
            return NO_TIMESTAMP_MS;
        }
    }

    @Claim(
            value = "Of any log the oldest segments go, up to the first that stays",
            points = 3,
            rules = {"R2.7-a", "R2.7-b", "R2.7-c", "R2.7-d", "R2.7-e", "R2.7-f", "R2.7-g"})
    void ofAnyLogTheOldestSegmentsGo(Lesson lesson) {
        SplittableRandom random = lesson.random("logs");

        lesson.step("%s logs of up to nine segments, most limits close to a border", CASES);
        for (int i = 0; i < CASES; i++) {
            List<Facts> segments = segments(random);
            long end = segments.get(segments.size() - 1).baseOffset();
            if (segments.get(segments.size() - 1).sizeInBytes() > 0) {
                end += random.nextInt(1, 20);
            }
            Retention.Limits limits = limits(random, segments, end);
            lesson.now("%s; %s", segments, limits);
            lesson.expect(
                    "how many segments go",
                    countRight(segments, limits),
                    Retention.countToDelete(segments, limits));
        }
    }

    private static List<Facts> segments(SplittableRandom random) {
        List<Facts> segments = new ArrayList<>();
        boolean large = random.nextInt(4) == 0;
        long base = random.nextInt(50);
        int count = random.nextInt(1, 10);
        for (int n = 0; n < count; n++) {
            boolean empty = n == count - 1 && random.nextInt(3) == 0;
            long size = empty ? 0 : large ? Integer.MAX_VALUE : random.nextInt(1, 50);
            boolean timed = !empty && random.nextInt(12) > 0;
            long timeMs = timed ? NOW_MS + 10L * n + random.nextInt(30) : -1;
            segments.add(new Facts(base, size, timeMs));
            base += random.nextInt(1, 20);
        }
        return segments;
    }

    private static Retention.Limits limits(
            SplittableRandom random, List<Facts> segments, long end) {
        long bytes = 0;
        for (int n = random.nextInt(segments.size()); n < segments.size(); n++) {
            bytes += segments.get(n).sizeInBytes();
        }
        long maxBytes = random.nextInt(3) == 0 ? -1 : Math.max(0, bytes + random.nextInt(-1, 2));
        long maxMs = random.nextInt(3) == 0 ? -1 : random.nextInt(5) * 100L;
        if (random.nextInt(20) == 0) {
            maxMs = Long.MAX_VALUE;
        }
        Facts one = segments.get(random.nextInt(segments.size()));
        long agedMs = maxMs == Long.MAX_VALUE ? 100 : Math.max(0, maxMs);
        long nowMs = NOW_MS + agedMs + random.nextInt(130);
        if (one.largestTimestampMs() >= 0 && random.nextBoolean()) {
            nowMs = one.largestTimestampMs() + agedMs + random.nextInt(2);
        }
        long first = segments.get(0).baseOffset();
        long start = random.nextInt(3) > 0 ? first : first + random.nextLong(end - first + 1);
        long bound = random.nextInt(3) > 0 ? end : first + random.nextLong(end - first + 1);
        boolean enabled = random.nextInt(5) > 0;
        return new Retention.Limits(
                new SegmentSettings.Retention(enabled, maxMs, maxBytes), start, end, bound, nowMs);
    }

    /** The rules R2.7-a to R2.7-g, of each segment on its own. */
    private static int countRight(List<Facts> segments, Retention.Limits limits) {
        int count = 0;
        while (count < segments.size() && goes(segments, count, limits)) {
            count++;
        }
        return count;
    }

    private static boolean goes(List<Facts> segments, int n, Retention.Limits limits) {
        Facts segment = segments.get(n);
        boolean active = n == segments.size() - 1;
        long end = active ? limits.logEndOffset() : segments.get(n + 1).baseOffset();
        if (end > limits.upperBoundOffset() || (active && segment.sizeInBytes() == 0)) {
            return false;
        }
        if (!active && end <= limits.logStartOffset()) {
            return true;
        }
        SegmentSettings.Retention rules = limits.rules();
        long behind = 0;
        for (int later = n + 1; later < segments.size(); later++) {
            behind += segments.get(later).sizeInBytes();
        }
        long ageMs = limits.nowMs() - segment.largestTimestampMs();
        boolean tooOld = rules.ms() >= 0 && segment.largestTimestampMs() >= 0 && ageMs > rules.ms();
        boolean tooMuch = rules.bytes() >= 0 && behind >= rules.bytes();
        return rules.enabled() && (tooOld || tooMuch);
    }

    /** What a log should be: its batches' offsets by their base offset, and when files go. */
    private static final class Model {
        private final TreeMap<Long, String> batches = new TreeMap<>();
        private final TreeMap<Long, Long> dueMs = new TreeMap<>();
        private long startOffset;

        String shown() {
            return String.join(" ", batches.tailMap(startOffset, true).values());
        }

        void delete(long newStart, List<Long> baseOffsets, long nowMs) {
            startOffset = newStart;
            baseOffsets.forEach(base -> dueMs.put(base, nowMs + DELAY_MS));
        }

        long removeDue(long nowMs) {
            dueMs.values().removeIf(due -> due <= nowMs);
            return dueMs.values().stream().mapToLong(Long::longValue).min().orElse(-1);
        }
    }

    @Claim(
            value =
                    "Through any history of appends and deletions the log is its newest segments,"
                            + " and files go when they are due",
            points = 2,
            rules = {"R2.7-h", "R2.7-i", "R2.7-j", "R2.7-k", "R2.7-m"})
    void throughAnyHistoryTheLogIsItsNewestSegments(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");

        for (int i = 0; i < 25; i++) {
            lesson.step("history %s of 25", i + 1);
            TestDisk disk = new TestDisk();
            SegmentSettings settings =
                    HiddenTestLog.settings(random.nextInt(100, 400), 4_096)
                            .with(new SegmentSettings.Retention(true, KEPT_MS, -1));
            SegmentedLog log = HiddenTestLog.open(disk, settings);
            Model model = new Model();
            long nowMs = NOW_MS;
            for (int round = 0; round < 12; round++) {
                for (int left = random.nextInt(6); left > 0; left--) {
                    append(log, model, random.nextInt(1, 5), nowMs);
                    nowMs += random.nextInt(30_000);
                }
                nowMs += random.nextInt(8) == 0 ? 10 * KEPT_MS : random.nextInt(60_000);
                deleteAndCompare(lesson, log, model, nowMs);
                lesson.expect("when to come again", model.removeDue(nowMs), log.deleteFiles(nowMs));
                expectFiles(lesson, disk, log, model);
            }
        }
        expectNoneRemoved(lesson);
        expectForgotten(lesson);
        expectCompactionEnded(lesson);
    }

    /** A compaction under way is ended: so the next one may begin. */
    private static void expectCompactionEnded(Lesson lesson) {
        lesson.step("begin to compact three segments, delete them, append, begin again");
        TestDisk disk = new TestDisk();
        SegmentSettings settings =
                HiddenTestLog.settings(150, 4_096)
                        .with(new SegmentSettings.Retention(true, KEPT_MS, -1))
                        .with(SegmentSettings.Compaction.ON);
        SegmentedLog log = HiddenTestLog.open(disk, settings);
        appendKeyed(log, NOW_MS);
        lesson.expectThat(begins(log), "a compaction", "one that begins", "none");
        log.deleteOldSegments(log.logEndOffset(), NOW_MS + KEPT_MS + 1);
        appendKeyed(log, NOW_MS + 2 * KEPT_MS);
        lesson.expectThat(
                begins(log), "a compaction after the deletion", "one that begins", "none");
    }

    private static void appendKeyed(SegmentedLog log, long timeMs) {
        for (int n = 0; n < 3; n++) {
            TestBatch batch = TestBatch.at(log.logEndOffset()).atTime(timeMs);
            HiddenTestLog.append(log, batch.put("a", "v" + n).put("b" + n, "w").bytes());
            log.roll(timeMs);
        }
    }

    private static boolean begins(SegmentedLog log) {
        return log.startCompaction(log.logEndOffset(), 10_000, NOW_MS + 9 * KEPT_MS) != null;
    }

    /** A sum that runs over would be due long ago. */
    private static void expectNoneRemoved(Lesson lesson) {
        lesson.step("a delay of 2^63 - 1; delete two of three segments, come again much later");
        TestDisk disk = new TestDisk();
        SegmentSettings settings =
                new SegmentSettings(
                        100,
                        Long.MAX_VALUE,
                        0,
                        10 << 20,
                        4_096,
                        Long.MAX_VALUE,
                        new SegmentSettings.Retention(true, KEPT_MS, -1),
                        SegmentSettings.Compaction.OFF);
        SegmentedLog log = HiddenTestLog.open(disk, settings);
        Model model = new Model();
        for (int n = 0; n < 3; n++) {
            append(log, model, 2, NOW_MS + n);
        }
        log.deleteOldSegments(6, NOW_MS + KEPT_MS + 2);
        log.deleteFiles(NOW_MS + 1_000 * KEPT_MS);
        long kept = disk.names().stream().filter(name -> name.endsWith(".log.deleted")).count();
        lesson.expect("files that wait for ever", 2L, kept);
    }

    /** A reader at the end of a segment that goes: nobody may open that file again. */
    private static void expectForgotten(Lesson lesson) {
        lesson.step("read a log to its end, delete all of it, remove the files, read on");
        TestDisk disk = new TestDisk();
        SegmentSettings settings =
                HiddenTestLog.settings(1_000, 4_096)
                        .with(new SegmentSettings.Retention(true, KEPT_MS, -1));
        SegmentedLog log = HiddenTestLog.open(disk, settings);
        append(log, new Model(), 3, NOW_MS);
        String read = TestBatch.offsets(log.read(0, Long.MAX_VALUE, 1_000, true));
        lesson.expect("what is read", "0-2", read);
        log.deleteOldSegments(3, NOW_MS + KEPT_MS + 1);
        log.deleteFiles(NOW_MS + KEPT_MS + 1 + DELAY_MS);
        List<String> right = disk.names();
        lesson.expect("what is read at the end", null, log.read(3, Long.MAX_VALUE, 1_000, true));
        lesson.expect("the files, after the read", right, disk.names());
    }

    private static void append(SegmentedLog log, Model model, int records, long timeMs) {
        long base = log.logEndOffset();
        model.batches.put(base, base + "-" + (base + records - 1));
        HiddenTestLog.append(log, TestBatch.at(base).atTime(timeMs).records(records).bytes());
    }

    private static void deleteAndCompare(Lesson lesson, SegmentedLog log, Model model, long nowMs) {
        List<SegmentedLog.Segment> before = log.segments();
        long end = log.logEndOffset();
        lesson.now("delete from %s, at %s", HiddenTestLog.segments(log), nowMs);
        int count = log.deleteOldSegments(end, nowMs);
        List<SegmentedLog.Segment> left = log.segments();
        boolean all = count == before.size();
        int rolled = all ? 1 : 0;
        lesson.expect("how many segments are left", before.size() - count + rolled, left.size());
        lesson.expect("the log end", end, log.logEndOffset());
        if (count > 0) {
            long start = all ? end : before.get(count).baseOffset();
            List<Long> gone =
                    before.stream().limit(count).map(SegmentedLog.Segment::baseOffset).toList();
            model.delete(start, gone, nowMs);
        }
        lesson.expect("the first segment's base offset", true, firstIs(log, left));
        lesson.expect("the log start", model.startOffset, log.logStartOffset());
        lesson.expect("what can be read", model.shown(), HiddenTestRecords.batches(log));
    }

    private static boolean firstIs(SegmentedLog log, List<SegmentedLog.Segment> left) {
        return left.get(0).baseOffset() <= log.logStartOffset();
    }

    private static void expectFiles(Lesson lesson, TestDisk disk, SegmentedLog log, Model model) {
        List<String> waiting =
                disk.names().stream().filter(name -> name.endsWith(".log.deleted")).toList();
        List<String> right = model.dueMs.keySet().stream().map(o -> o + ".log.deleted").toList();
        lesson.expect("the log files that wait", right, waiting.stream().sorted(NUMBERS).toList());
        List<String> stray = new ArrayList<>(HiddenTestRecords.strayFiles(log, disk.storage()));
        stray.removeIf(name -> name.endsWith(".deleted"));
        lesson.expect("other files of no segment", List.of(), stray);
    }

    private static final Comparator<String> NUMBERS =
            Comparator.comparingLong(
                    (String name) -> Long.parseLong(name.substring(0, name.indexOf('.'))));

    @Claim(
            value = "Whenever the machine dies in a deletion, what is left has no hole",
            points = 2,
            kind = Kind.SIM,
            rules = {"R2.7-k", "R2.7-n"})
    void whatACrashLeavesHasNoHole(Lesson lesson) {
        SplittableRandom random = lesson.random("crashes");
        for (int i = 0; i < 3; i++) {
            int segments = random.nextInt(3, 7);
            int first = random.nextInt(1, segments);
            lesson.step("delete %s of %s segments, then the rest; crash anywhere", first, segments);
            int crashes =
                    CrashPoints.of(() -> new Deletion(segments, first))
                            .cutsOfAWrite(1)
                            .tears(4)
                            .seed(random.nextLong())
                            .verify((work, storage, crash) -> work.verify(lesson, storage));
            lesson.step("%s crashes in all", crashes);
        }
    }

    /** Appends a few segments, deletes some, and then all. */
    private static final class Deletion implements CrashPoints.Work {
        private static final SegmentSettings SETTINGS =
                HiddenTestLog.settings(100, 4_096)
                        .with(new SegmentSettings.Retention(true, KEPT_MS, -1));

        private final int segments;
        private final int first;
        private boolean flushed;
        // Below the first of them everything is deleted; at or above the second nothing is.
        private long deletedOffset;
        private long mayBeDeletedOffset;

        Deletion(int segments, int first) {
            this.segments = segments;
            this.first = first;
        }

        private long endOffset() {
            return 3L * segments;
        }

        @Override
        public void run(Storage storage) {
            SegmentedLog log = HiddenTestRecords.open(storage, SETTINGS, Known.NOTHING);
            for (int n = 0; n < segments; n++) {
                TestBatch batch = TestBatch.at(3L * n).atTime(NOW_MS + 1_000L * n);
                HiddenTestLog.append(log, batch.records(3).bytes());
            }
            log.flush();
            flushed = true;
            mayBeDeletedOffset = 3L * first;
            long nowMs = NOW_MS + KEPT_MS + 1_000L * first;
            log.deleteOldSegments(endOffset(), nowMs);
            deletedOffset = 3L * first;
            log.deleteFiles(nowMs + DELAY_MS);
            mayBeDeletedOffset = endOffset();
            log.deleteOldSegments(endOffset(), nowMs + 10 * KEPT_MS);
            deletedOffset = endOffset();
        }

        void verify(Lesson lesson, Storage storage) {
            if (!flushed) {
                return;
            }
            Known known = new Known(0, endOffset(), 0, false);
            SegmentedLog log = HiddenTestRecords.open(storage, SETTINGS, known);
            long start = log.logStartOffset();
            lesson.expectThat(
                    start >= deletedOffset && start <= mayBeDeletedOffset,
                    "the log start after the crash",
                    deletedOffset + " to " + mayBeDeletedOffset,
                    "" + start);
            StringBuilder right = new StringBuilder();
            for (long offset = start; offset < endOffset(); offset += 3) {
                right.append(right.isEmpty() ? "" : " ");
                right.append(offset).append('-').append(offset + 2);
            }
            lesson.expect("the log end after it", endOffset(), log.logEndOffset());
            String found = HiddenTestRecords.batches(log);
            lesson.expect("what can be read after it", right.toString(), found);
            List<String> stray = HiddenTestRecords.strayFiles(log, storage);
            lesson.expect("files of no segment", List.of(), stray);
        }
    }
}
