package strata.segments;

import java.nio.ByteBuffer;
import java.util.List;
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
import strata.sim.disk.CrashPoints;

@Step(value = "2.6", concept = "truncate", code = "SEG-206")
final class TruncateTest {
    private static final long NOW_MS = TestBatch.NOW_MS;

    /** Room for two batches of 85 bytes in a segment, and an index entry for each but the first. */
    private static final SegmentSettings SETTINGS = TestLog.settings(200, 50);

    private final TestDisk disk = new TestDisk();

    @Claim(
            value = "A truncation drops the index entries at or above the offset, and no other",
            rules = {"R2.6-a"})
    void indexEntriesAtOrAboveTheOffsetAreDropped(Lesson lesson) {
        lesson.step("indexes with entries at offsets 414, 417 and 420; truncate at each offset");
        for (long offset = 411; offset <= 422; offset++) {
            lesson.now("truncate to %s", offset);
            long left = offset <= 414 ? 0 : offset <= 417 ? 1 : offset <= 420 ? 2 : 3;
            OffsetIndex offsets = OffsetIndex.inMemory(412);
            TimeIndex times = TimeIndex.inMemory(412);
            for (int i = 0; i < 3; i++) {
                offsets.add(414 + 3 * i, 100 * i);
                times.addIfGreater(NOW_MS + i, 414 + 3 * i);
            }

            offsets.truncateTo(offset);
            times.truncateTo(offset);

            lesson.expect("entries of the offset index", left, (long) offsets.count());
            lesson.expect("entries of the time index", left, (long) times.count());
            long next = 414 + 3 * left;
            offsets.add(next, 77);
            times.addIfGreater(NOW_MS + 9, next);
            int last = (int) left;
            lesson.expect("the offset of the entry added then", next, offsets.offset(last));
            lesson.expect("its position", 77, offsets.position(last));
            lesson.expect("the offset of the time added then", next, times.offset(last));
            lesson.expect("its time", NOW_MS + 9, times.timestampMs(last));
        }
    }

    @Claim(
            value =
                    "A truncation removes each batch that holds the offset or more, in whatever"
                            + " segment; the log goes on from there",
            rules = {"R2.6-c", "R2.6-d", "R2.6-e", "R2.6-f"})
    void eachBatchAtOrAboveTheOffsetIsRemoved(Lesson lesson) {
        lesson.step("segments 0, 6, 12 of two batches each, 0-2 to 15-17; truncate to each offset");
        for (int offset = 0; offset <= 19; offset++) {
            lesson.now("truncate to %s", offset);
            long end = Math.min(18, offset / 3 * 3);
            TestDisk fresh = new TestDisk();
            SegmentedLog log = threeSegments(fresh);

            log.truncateTo(offset);

            lesson.expect("the log end", end, log.logEndOffset());
            lesson.expect("the size", 85 * end / 3, log.sizeInBytes());
            lesson.expect("what can be read", batches(end), TestRecords.batches(log));
            lesson.expect(
                    "files of no segment", List.of(), TestRecords.strayFiles(log, fresh.storage()));
            for (long next = end; next < end + 9; next += 3) {
                TestLog.append(log, batch(next));
            }
            lesson.expect("the log end, 9 offsets later", end + 9, log.logEndOffset());
            lesson.expect("what can be read", batches(end + 9), TestRecords.batches(log));
            SegmentedLog again =
                    TestLog.open(fresh, SETTINGS, new Known(0, log.recoveryPoint(), 0, false));
            lesson.expect(
                    "what can be read, opened anew", batches(end + 9), TestRecords.batches(again));
        }
    }

    @Claim(
            value = "The newest segments go first and durably, so no crash leaves a hole",
            kind = Kind.SIM,
            rules = {"R2.6-b", "R2.6-e", "R2.6-i"})
    void noCrashOfATruncationLeavesAHole(Lesson lesson) {
        SegmentedLog log = threeSegments(disk);
        lesson.step("truncate segments 0, 6 and 12 to 4; see what the disk does");
        disk.forget();
        log.truncateTo(4);
        lesson.expect(
                "what was done to log files",
                List.of("delete 12.log", "delete 6.log", "truncate 0.log to 85", "flush 0.log"),
                disk.changes().stream().filter(change -> change.contains(".log")).toList());

        lesson.step("append others at 3, crash at every operation of all that, open");
        int crashes =
                CrashPoints.of(Truncation::new)
                        .cutsOfAWrite(2)
                        .tears(4)
                        .verify(
                                (work, storage, crash) -> {
                                    if (work.flushed) {
                                        expectNoHole(lesson, work, storage);
                                    }
                                });
        lesson.expectThat(crashes > 100, "how many crashes there were", "many", "" + crashes);
    }

    private static void expectNoHole(Lesson lesson, Truncation work, Storage storage) {
        // Who truncates takes back first what it says of durable offsets.
        SegmentedLog log = TestRecords.open(storage, SETTINGS, new Known(0, 3, 0, false));
        String found = TestRecords.batches(log);
        List<String> right =
                work.truncated
                        ? List.of("0-2", "0-2 3-7")
                        : List.of(batches(3), batches(6), batches(12), batches(18));
        lesson.expectThat(
                right.contains(found),
                "what can be read after the crash",
                String.join(", or ", right),
                found);
        lesson.expect("files of no segment", List.of(), TestRecords.strayFiles(log, storage));
    }

    /** Three segments that are cut to one batch; another batch comes behind that. */
    private static final class Truncation implements CrashPoints.Work {
        private boolean flushed;
        private boolean truncated;

        @Override
        public void run(Storage storage) {
            SegmentedLog log = TestRecords.open(storage, SETTINGS, Known.NOTHING);
            appendSix(log);
            log.flush();
            flushed = true;
            log.truncateTo(4);
            truncated = true;
            TestLog.append(log, TestBatch.at(3).records(5).bytes());
        }
    }

    @Claim(
            value = "What was flushed, cleaned or begun is no more than the log that is left",
            rules = {"R2.6-g", "R2.6-h"})
    void whatIsKnownOfTheLogIsNoMoreThanTheLog(Lesson lesson) {
        SegmentedLog log = threeSegments(disk);
        lesson.step("of offsets 0 to 17 flush all, start another flush at 21, truncate to 7");
        log.flush();
        log = TestLog.open(disk, SETTINGS, new Known(0, 18, 18, false));
        TestLog.append(log, batch(18));
        PendingFlush old = log.startFlush();
        lesson.expect("how far it was clean before", 18L, log.cleanedOffset());
        log.truncateTo(7);
        lesson.expect("the recovery point", 6L, log.recoveryPoint());
        lesson.expect("how far it is clean", 6L, log.cleanedOffset());
        lesson.step("append 6 to 20 anew; the flush from before the truncation is done");
        for (long next = 6; next < 21; next += 3) {
            TestLog.append(log, batch(next));
        }
        if (old != null) {
            log.flushed(old);
        }
        lesson.expect("the recovery point: it spoke of other records", 6L, log.recoveryPoint());

        for (long offset : new long[] {10, 500, 2}) {
            lesson.step("start anew at %s", offset);
            PendingFlush other = log.startFlush();
            log.startAt(offset, NOW_MS);
            if (other != null) {
                log.flushed(other);
            }
            lesson.expect("the segments", offset + ": 0 bytes", TestLog.segments(log));
            lesson.expect("the log start", offset, log.logStartOffset());
            lesson.expect("the log end", offset, log.logEndOffset());
            lesson.expect("the recovery point", offset, log.recoveryPoint());
            lesson.expect("how far it is clean", offset, log.cleanedOffset());
            lesson.expect("the log files", List.of(offset + ".log"), disk.names());
            TestLog.append(log, batch(offset));
            String right = offset + "-" + (offset + 2);
            lesson.expect("what can be read", right, TestRecords.batches(log));
        }
    }

    private static SegmentedLog threeSegments(TestDisk on) {
        SegmentedLog log = TestLog.open(on, SETTINGS);
        appendSix(log);
        return log;
    }

    private static void appendSix(SegmentedLog log) {
        for (long offset = 0; offset < 18; offset += 3) {
            TestLog.append(log, batch(offset));
        }
    }

    private static ByteBuffer batch(long baseOffset) {
        return TestBatch.at(baseOffset).atTime(NOW_MS + baseOffset).records(3).bytes();
    }

    /** Batches of three from 0 on, as {@code 0-2 3-5}. */
    private static String batches(long end) {
        StringBuilder text = new StringBuilder();
        for (long offset = 0; offset < end; offset += 3) {
            text.append(text.isEmpty() ? "" : " ").append(offset).append('-').append(offset + 2);
        }
        return text.toString();
    }
}
