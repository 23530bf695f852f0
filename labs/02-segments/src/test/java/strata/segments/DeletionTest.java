package strata.segments;

import java.util.ArrayList;
import java.util.List;
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
final class DeletionTest {
    private static final long DAY_MS = 86_400_000L;
    private static final long HOUR_MS = 3_600_000L;

    /** When the first two of four segments are too old. */
    private static final long TWO_ARE_OLD_MS = TestBatch.NOW_MS + DAY_MS + HOUR_MS + 1;

    /** A segment for each batch; records are kept for a day, and files that go for a minute. */
    private static final SegmentSettings SETTINGS =
            TestLog.settings(100, 4_096).with(new SegmentSettings.Retention(true, DAY_MS, -1));

    private final TestDisk disk = new TestDisk();

    @Claim(
            value =
                    "Deleted segments leave the log at once, and the disk after"
                            + " file.delete.delay.ms",
            rules = {"R2.7-h", "R2.7-i", "R2.7-j", "R2.7-k", "R2.7-m"})
    void deletedSegmentsLeaveTheLogAtOnceAndTheDiskLater(Lesson lesson) {
        SegmentedLog log = TestLog.open(disk, SETTINGS);
        appendFour(log);
        disk.forget();
        lesson.step("segments 0, 3, 6, 9, an hour apart; delete when the first two are too old");
        int count = log.deleteOldSegments(12, TWO_ARE_OLD_MS);
        lesson.expect("how many went", 2, count);
        lesson.expect("the segments left", "6: 85 bytes, 9: 85 bytes", TestLog.segments(log));
        lesson.expect("the log start", 6L, log.logStartOffset());
        lesson.expect("what can be read", "6-8 9-11", TestRecords.batches(log));
        lesson.expect(
                "the log files that were renamed",
                List.of("rename 0.log to 0.log.deleted", "rename 3.log to 3.log.deleted"),
                disk.changes().stream().filter(change -> change.contains(".log")).toList());

        lesson.step("remove what is due: just before a minute has passed, and then");
        long dueMs = TWO_ARE_OLD_MS + 60_000;
        lesson.expect("when the next is due", dueMs, log.deleteFiles(dueMs - 1));
        lesson.expect(
                "the deleted log files", List.of("0.log.deleted", "3.log.deleted"), deleted());

        lesson.step("the third is too old half a minute before the first two are due");
        long thirdMs = dueMs - 30_000 + HOUR_MS;
        lesson.expect("how many went", 1, log.deleteOldSegments(12, thirdMs));
        lesson.expect("when the next is due", thirdMs + 60_000, log.deleteFiles(dueMs));
        lesson.expect("the deleted log files", List.of("6.log.deleted"), deleted());

        lesson.step("everything is too old: the log rolls, and goes on at its end");
        long lateMs = thirdMs + 9 * DAY_MS;
        lesson.expect("how many went", 1, log.deleteOldSegments(12, lateMs));
        lesson.expect("the segments left", "12: 0 bytes", TestLog.segments(log));
        lesson.expect("the log start", 12L, log.logStartOffset());
        lesson.expect("the log end", 12L, log.logEndOffset());
        lesson.expect("when the next is due", -1L, log.deleteFiles(lateMs + 60_000));
        lesson.expect("what is in the directory", List.of("12.log"), disk.names());
        TestLog.append(log, TestBatch.at(12).records(3).bytes());
        lesson.expect("what can be read", "12-14", TestRecords.batches(log));
    }

    private List<String> deleted() {
        return disk.names().stream().filter(name -> name.endsWith(".log.deleted")).toList();
    }

    @Claim(
            value = "Whenever the machine dies in a deletion, what is left has no hole",
            kind = Kind.SIM,
            rules = {"R2.7-k", "R2.7-n"})
    void whatACrashLeavesHasNoHole(Lesson lesson) {
        lesson.step("delete two of four segments, crash at every operation of it, open");
        int crashes =
                CrashPoints.of(Deletion::new)
                        .cutsOfAWrite(1)
                        .tears(4)
                        .verify(
                                (work, storage, crash) -> {
                                    if (work.flushed) {
                                        expectNoHole(lesson, work, storage);
                                    }
                                });
        lesson.expectThat(crashes > 50, "how many crashes there were", "many", "" + crashes);
    }

    private static void expectNoHole(Lesson lesson, Deletion work, Storage storage) {
        SegmentedLog log = TestRecords.open(storage, SETTINGS, new Known(0, 12, 0, false));
        List<String> right =
                work.deleted
                        ? List.of("6-8 9-11")
                        : List.of("0-2 3-5 6-8 9-11", "3-5 6-8 9-11", "6-8 9-11");
        String found = TestRecords.batches(log);
        lesson.expectThat(
                right.contains(found),
                "what can be read after the crash",
                String.join(", or ", right),
                found);
        lesson.expect("files of no segment", List.of(), TestRecords.strayFiles(log, storage));
    }

    /** Appends four segments, and deletes two. */
    private static final class Deletion implements CrashPoints.Work {
        private boolean flushed;
        private boolean deleted;

        @Override
        public void run(Storage storage) {
            SegmentedLog log = TestRecords.open(storage, SETTINGS, Known.NOTHING);
            appendFour(log);
            log.flush();
            flushed = true;
            log.deleteOldSegments(12, TWO_ARE_OLD_MS);
            deleted = true;
            log.deleteFiles(TWO_ARE_OLD_MS + 60_000);
        }
    }

    /** Offsets 0-2, 3-5, 6-8 and 9-11, an hour apart, in four segments. */
    private static void appendFour(SegmentedLog log) {
        for (int i = 0; i < 4; i++) {
            long timeMs = TestBatch.NOW_MS + i * HOUR_MS;
            TestLog.append(log, TestBatch.at(3 * i).atTime(timeMs).records(3).bytes());
        }
    }

    @Claim(
            value = "Files that a later segment of the same name replaced are not removed too soon",
            rules = {"R2.7-l", "R2.7-m"})
    void replacedFilesAreRemovedAtTheirOwnTime(Lesson lesson) {
        LogDirectory directory = TestLog.directory(disk, SETTINGS);
        DelayedFiles files = new DelayedFiles(directory);
        lesson.step("a segment at 7 is deleted; half a minute later another one at 7");
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            disk.put(7, ".log", new byte[i + 1]);
            LogSegment segment = LogSegment.existing(directory, 7, SegmentFiles.NONE);
            files.add(List.of(segment), i * 30_000);
            due.add(files.removeDue(0));
        }
        lesson.expect("when the next was due each time", List.of(60_000L, 90_000L), due);
        lesson.expect("when it is due after a minute", 90_000L, files.removeDue(60_000));
        lesson.expect("what is in the directory then", List.of("7.log.deleted"), disk.names());
        lesson.expect("when the next is due after that", -1L, files.removeDue(90_000));
        lesson.expect("what is in the directory then", List.of(), disk.names());
    }
}
