package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.log.PendingFlush;
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
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoints;

@Step(value = "2.6", concept = "truncate", code = "SEG-206")
final class Hidden26TruncateTest {
    private static final long NOW_MS = TestBatch.NOW_MS;

    @Claim(
            value = "Of any index a truncation drops the entries at or above the offset",
            rules = {"R2.6-a"})
    void ofAnyIndexEntriesAtOrAboveTheOffsetAreDropped(Lesson lesson) {
        SplittableRandom random = lesson.random("indexes");

        lesson.step("cut 400 pairs of indexes at, below and above their entries");
        for (int i = 0; i < 400; i++) {
            long base = random.nextInt(3) == 0 ? 0 : random.nextLong(1L << 40);
            OffsetIndex offsets = OffsetIndex.inMemory(base);
            TimeIndex times = TimeIndex.inMemory(base);
            List<Long> entries = new ArrayList<>();
            long offset = base + random.nextInt(4);
            for (int left = random.nextInt(60); left > 0; left--) {
                offsets.add(offset, 100L * entries.size());
                times.addIfGreater(NOW_MS + entries.size(), offset);
                entries.add(offset);
                offset += random.nextInt(1, 5_000_000);
            }
            long cut =
                    entries.isEmpty()
                            ? base
                            : entries.get(random.nextInt(entries.size())) + random.nextInt(-1, 2);
            lesson.now("entries at %s, cut at %s", entries, cut);
            int right = (int) entries.stream().filter(entry -> entry < cut).count();

            offsets.truncateTo(cut);
            times.truncateTo(cut);

            lesson.expect("entries of the offset index", right, offsets.count());
            lesson.expect("entries of the time index", right, times.count());
            if (right > 0) {
                long last = entries.get(right - 1);
                lesson.expect("the last offset", last, offsets.offset(right - 1));
                lesson.expect("its position", 100 * (right - 1), offsets.position(right - 1));
                lesson.expect("the last time's offset", last, times.offset(right - 1));
            }
        }
    }

    /** What a log should be: its batches, and what is known of it. */
    private static final class Model {
        private final TreeMap<Long, Long> lastOffsets = new TreeMap<>();
        private long startOffset;
        private long endOffset;
        private long flushedOffset;

        void truncateTo(long offset, SegmentedLog log) {
            if (offset >= endOffset) {
                return;
            }
            lastOffsets.values().removeIf(last -> last >= offset);
            if (offset <= startOffset) {
                startAt(offset);
                return;
            }
            // Of an empty segment the end is its name.
            long end = lastOffsets.isEmpty() ? 0 : lastOffsets.lastEntry().getValue() + 1;
            List<SegmentedLog.Segment> left = log.segments();
            endOffset = Math.max(end, left.get(left.size() - 1).baseOffset());
            startOffset = Math.min(startOffset, endOffset);
            flushedOffset = Math.min(flushedOffset, endOffset);
        }

        void startAt(long offset) {
            lastOffsets.clear();
            startOffset = offset;
            endOffset = offset;
            flushedOffset = offset;
        }

        String shown() {
            StringBuilder text = new StringBuilder();
            lastOffsets.forEach(
                    (base, last) -> {
                        if (last >= startOffset) {
                            text.append(text.isEmpty() ? "" : " ").append(base);
                            text.append('-').append(last);
                        }
                    });
            return text.toString();
        }
    }

    @Claim(
            value =
                    "Through any history of appends and truncations the log is the batches that"
                            + " were left, and goes on from there",
            points = 2,
            rules = {"R2.6-c", "R2.6-d", "R2.6-e", "R2.6-f", "R2.6-g", "R2.6-h"})
    void throughAnyHistoryTheLogIsTheBatchesLeft(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");

        for (int i = 0; i < 60; i++) {
            lesson.step("history %s of 60", i + 1);
            SegmentSettings settings =
                    HiddenTestLog.settings(random.nextInt(90, 900), random.nextInt(1, 300));
            TestDisk disk = new TestDisk();
            SegmentedLog log = HiddenTestLog.open(disk, settings);
            Model model = new Model();
            for (int round = 0; round < 8; round++) {
                append(random, log, model);
                PendingFlush old = log.startFlush();
                append(random, log, model);
                change(lesson, random, log, model, old);
                compare(lesson, log, model);
                List<String> stray = HiddenTestRecords.strayFiles(log, disk.storage());
                lesson.expect("files of no segment", List.of(), stray);
                if (random.nextInt(4) == 0) {
                    long start = log.logStartOffset();
                    Known known = new Known(start, log.recoveryPoint(), 0, false);
                    log = HiddenTestLog.open(disk, settings, known);
                    model.flushedOffset = log.recoveryPoint();
                    compare(lesson, log, model);
                }
            }
        }
        expectFewBytesRead(lesson, random);
    }

    private static void append(SplittableRandom random, SegmentedLog log, Model model) {
        for (int left = random.nextInt(14); left > 0; left--) {
            long base = log.logEndOffset() + (random.nextInt(9) == 0 ? random.nextInt(9) : 0);
            int records = random.nextInt(1, 6);
            long timeMs = NOW_MS + random.nextInt(1_000);
            HiddenTestLog.append(log, TestBatch.at(base).atTime(timeMs).records(records).bytes());
            model.lastOffsets.put(base, base + records - 1);
            model.endOffset = base + records;
        }
    }

    /** Truncates, or starts anew; a flush from before that is done afterwards. */
    private static void change(
            Lesson lesson,
            SplittableRandom random,
            SegmentedLog log,
            Model model,
            @Nullable PendingFlush old) {
        if (random.nextInt(3) == 0) {
            log.flush();
            model.flushedOffset = model.endOffset;
        }
        if (random.nextInt(5) == 0) {
            long start = model.startOffset + random.nextLong(span(model));
            log.raiseLogStart(start);
            model.startOffset = Math.max(model.startOffset, start);
            model.flushedOffset = Math.max(model.flushedOffset, model.startOffset);
        }
        if (random.nextInt(9) == 0) {
            long offset = random.nextLong(2 * model.endOffset + 1);
            lesson.now("start [%s] anew at %s", model.shown(), offset);
            log.startAt(offset, NOW_MS);
            model.startAt(offset);
        } else {
            long offset = model.startOffset + random.nextLong(span(model));
            lesson.now(
                    "of [%s] from %s on, truncate to %s", model.shown(), model.startOffset, offset);
            boolean cuts = offset < model.endOffset;
            log.truncateTo(offset);
            model.truncateTo(offset, log);
            if (!cuts) {
                return;
            }
        }
        if (old != null) {
            log.flushed(old);
        }
    }

    private static long span(Model model) {
        return model.endOffset - model.startOffset + 1;
    }

    private static void compare(Lesson lesson, SegmentedLog log, Model model) {
        lesson.expect("the log end", model.endOffset, log.logEndOffset());
        lesson.expect("the log start", model.startOffset, log.logStartOffset());
        lesson.expect("the recovery point", model.flushedOffset, log.recoveryPoint());
        lesson.expect("what can be read", model.shown(), HiddenTestRecords.batches(log));
        Object atEnd = log.read(log.logEndOffset(), Long.MAX_VALUE, 1_000, true);
        lesson.expect("what is read at the end", null, atEnd);
    }

    private static void expectFewBytesRead(Lesson lesson, SplittableRandom random) {
        lesson.step("cut the old segment of two, of 1 MB each, with timestamps that rise");
        TestDisk disk = new TestDisk();
        SegmentedLog log = HiddenTestLog.open(disk, HiddenTestLog.settings(1 << 24, 4_096));
        for (int n = 0; n < 2_000; n++) {
            if (n == 1_000) {
                log.roll(NOW_MS);
            }
            HiddenTestLog.append(log, TestBatch.at(n).atTime(NOW_MS + n).putOfSize(1_000).bytes());
        }
        long offset = 900 + random.nextLong(100);
        disk.forget();
        log.truncateTo(offset);
        lesson.expect("the log end", offset, log.logEndOffset());
        lesson.expectThat(
                disk.bytesRead() < 65_536,
                "bytes read to cut at offset " + offset,
                "less than 65536",
                "" + disk.bytesRead());
    }

    @Claim(
            value =
                    "Wherever a crash ends a history of truncations, what is left is a log without"
                            + " a hole, and nothing truncated is in it",
            points = 3,
            kind = Kind.SIM,
            rules = {"R2.6-b", "R2.6-e", "R2.6-h", "R2.6-i"})
    void everyCrashOfTruncationsIsRecovered(Lesson lesson) {
        SplittableRandom random = lesson.random("crashes");
        for (int i = 0; i < 2; i++) {
            long seed = random.nextLong();
            lesson.step("crash at every operation of a history of truncations");
            int crashes =
                    CrashPoints.of(() -> new Truncations(seed))
                            .inModes(CrashMode.values())
                            .cutsOfAWrite(2)
                            .tears(3)
                            .seed(seed)
                            .verify((work, storage, crash) -> work.verify(lesson, storage));
            lesson.step("%s crashes in all", crashes);
        }
    }

    /** Appends, flushes, truncates and appends others, three times. */
    private static final class Truncations implements CrashPoints.Work {
        private static final SegmentSettings SETTINGS = HiddenTestLog.settings(200, 100);

        private final SplittableRandom random;
        // What may be in the log, batch by batch; "offsets @ time", and the time is never the same.
        private final List<String> written = new ArrayList<>();
        private final List<Long> ends = new ArrayList<>();
        private int durable;
        private long clock = NOW_MS;

        Truncations(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void run(Storage storage) {
            SegmentedLog log = HiddenTestRecords.open(storage, SETTINGS, Known.NOTHING);
            for (int round = 0; round < 3; round++) {
                for (int left = random.nextInt(3, 7); left > 0; left--) {
                    append(log);
                }
                if (random.nextInt(3) > 0) {
                    log.flush();
                    durable = written.size();
                }
                truncate(log);
            }
            append(log);
        }

        private void append(SegmentedLog log) {
            long base = log.logEndOffset();
            int records = random.nextInt(1, 5);
            clock++;
            ByteBuffer batch = TestBatch.at(base).atTime(clock).records(records).bytes();
            written.add(base + "-" + (base + records - 1) + "@" + (clock - NOW_MS));
            ends.add(base + records);
            log.appendAsFollower(batch);
        }

        private void truncate(SegmentedLog log) {
            long offset = 1 + random.nextLong(log.logEndOffset() - 1);
            int kept = 0;
            while (kept < ends.size() && ends.get(kept) <= offset) {
                kept++;
            }
            // Who truncates takes back first what it says of durable offsets.
            durable = Math.min(durable, kept);
            log.truncateTo(offset);
            written.subList(kept, written.size()).clear();
            ends.subList(kept, ends.size()).clear();
        }

        void verify(Lesson lesson, Storage storage) {
            long recoveryPoint = durable == 0 ? 0 : ends.get(durable - 1);
            Known known = new Known(0, recoveryPoint, 0, false);
            SegmentedLog log = HiddenTestRecords.open(storage, SETTINGS, known);
            List<String> found = HiddenTestRecords.batchesAndTimes(log, NOW_MS);
            lesson.expectThat(
                    found.size() >= durable
                            && found.size() <= written.size()
                            && found.equals(written.subList(0, found.size())),
                    "the batches after the crash, offsets and time",
                    "the first " + durable + " or more of " + written,
                    found.toString());
            List<String> stray = HiddenTestRecords.strayFiles(log, storage);
            lesson.expect("files of no segment", List.of(), stray);
        }
    }
}
