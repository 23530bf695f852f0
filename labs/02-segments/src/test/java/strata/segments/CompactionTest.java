package strata.segments;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.segments.CompactionRun;
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

@Step(value = "2.8", concept = "compaction", code = "SEG-208")
final class CompactionTest {
    private static final long HOUR_MS = 3_600_000L;

    /** Large enough for any of these tests. */
    private static final int MAP_BYTES = 10_000;

    /** Tombstones stay for an hour. */
    private static final SegmentSettings SETTINGS =
            TestLog.settings(2_000, 4_096)
                    .with(new SegmentSettings.Compaction(true, 0.5, HOUR_MS, 0, Long.MAX_VALUE));

    private final TestDisk disk = new TestDisk();

    @Claim(
            value =
                    "After a compaction the last record of each key is there, as far as the map"
                            + " reached",
            rules = {"R2.8-e", "R2.8-g", "R2.8-i", "R2.8-k"})
    void theLastRecordOfEachKeyIsThere(Lesson lesson) {
        SegmentedLog log = TestLog.open(disk, SETTINGS);
        lesson.step("append a=1 b=1 a=2 c=1 b=- a=3 d=1 c=2 and a record without key; compact");
        append(log, "a=1", "b=1", "a=2", "c=1", "b=-", "a=3", "d=1", "c=2", "-=x");
        compact(lesson, log, MAP_BYTES, TestBatch.NOW_MS);
        List<String> once = List.of("4 b=-", "5 a=3", "6 d=1", "7 c=2", "8 -=x");
        lesson.expect("the records", once, TestRecords.records(log));
        lesson.expect("how far it is clean", 9L, log.cleanedOffset());

        lesson.step("append d=2; compact when the tombstone had its hour");
        append(log, "d=2");
        compact(lesson, log, MAP_BYTES, TestBatch.NOW_MS + HOUR_MS);
        List<String> twice = List.of("5 a=3", "7 c=2", "8 -=x", "9 d=2");
        lesson.expect("the records", twice, TestRecords.records(log));

        lesson.step("a map for nine keys; append k0 to k8, a tenth key, k0 again; compact");
        SegmentedLog full = TestLog.open(new TestDisk(), SETTINGS);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            append(full, "k" + i + "=1");
            all.add(i + " k" + i + "=1");
        }
        append(full, "tenth=1", "k0=2");
        all.addAll(List.of("9 tenth=1", "10 k0=2"));
        compact(lesson, full, 10 * KeyMap.ENTRY_BYTES, TestBatch.NOW_MS);
        lesson.expect("how far it is clean", 9L, full.cleanedOffset());
        lesson.expect("the records: k0=2 was not noted", all, TestRecords.records(full));

        lesson.step("compact once more");
        compact(lesson, full, 10 * KeyMap.ENTRY_BYTES, TestBatch.NOW_MS);
        lesson.expect("how far it is clean", 11L, full.cleanedOffset());
        lesson.expect("the records", all.subList(1, 11), TestRecords.records(full));
    }

    @Claim(
            value = "A crash in a swap leaves the log as it was before it, or as it is after it",
            kind = Kind.SIM,
            rules = {"R2.8-j", "R2.8-l"})
    void aCrashInASwapLeavesOneOfTwoLogs(Lesson lesson) {
        lesson.step("swap three segments of one key each for one; see what the disk does");
        Swap whole = new Swap();
        whole.run(disk.storage());
        lesson.expect(
                "the log files that were renamed, and what made it durable",
                List.of(
                        "rename 0.log.cleaned to 0.log.swap",
                        "sync",
                        "rename 0.log to 0.log.deleted",
                        "rename 2.log to 2.log.deleted",
                        "rename 4.log to 4.log.deleted",
                        "sync",
                        "rename 0.log.swap to 0.log",
                        "sync"),
                renamesAndSyncs(disk.changes()));

        lesson.step("crash at every operation of it, open");
        int crashes =
                CrashPoints.of(Swap::new)
                        .cutsOfAWrite(1)
                        .tears(4)
                        .verify(
                                (work, storage, crash) -> {
                                    if (work.flushed) {
                                        expectOneOfTwo(lesson, work, storage);
                                    }
                                });
        lesson.expectThat(crashes > 100, "how many crashes there were", "many", "" + crashes);
    }

    /** From the first renaming of a log file on; several syncs in a row are one. */
    private static List<String> renamesAndSyncs(List<String> changes) {
        List<String> found = new ArrayList<>();
        for (String change : changes) {
            String told = change.startsWith("sync") ? "sync" : change;
            boolean isRename = change.startsWith("rename") && change.contains(".log");
            boolean isSync = told.equals("sync") && !found.isEmpty();
            if (isRename || (isSync && !found.get(found.size() - 1).equals("sync"))) {
                found.add(told);
            }
        }
        return found;
    }

    private static void expectOneOfTwo(Lesson lesson, Swap work, Storage storage) {
        SegmentedLog log = TestRecords.open(storage, SETTINGS, new Known(0, 6, 0, false));
        List<String> before = List.of("0 a=0", "1 a=0", "2 a=1", "3 a=1", "4 a=2", "5 a=2");
        List<String> after = List.of("5 a=2");
        List<String> found = TestRecords.records(log);
        boolean right = found.equals(after) || (found.equals(before) && !work.compacted);
        lesson.expectThat(
                right,
                "the records after the crash",
                (work.compacted ? "" : before + ", or ") + after,
                found.toString());
        lesson.expect("files of no segment", List.of(), TestRecords.strayFiles(log, storage));
    }

    /** Three segments of one key, which become one. */
    private static final class Swap implements CrashPoints.Work {
        private boolean flushed;
        private boolean compacted;

        @Override
        public void run(Storage storage) {
            SegmentedLog log = TestRecords.open(storage, SETTINGS, Known.NOTHING);
            for (int i = 0; i < 3; i++) {
                append(log, "a=" + i, "a=" + i);
                log.roll(TestBatch.NOW_MS);
            }
            log.flush();
            flushed = true;
            CompactionRun run = log.startCompaction(6, MAP_BYTES, TestBatch.NOW_MS);
            while (run != null && run.step(1 << 20)) {
                // On to the end.
            }
            compacted = true;
        }
    }

    private static void compact(Lesson lesson, SegmentedLog log, int mapBytes, long nowMs) {
        log.roll(nowMs);
        CompactionRun run = log.startCompaction(log.logEndOffset(), mapBytes, nowMs);
        if (run == null) {
            throw lesson.fail("starting a compaction", "a compaction", "nothing to do");
        }
        while (run.step(1 << 20)) {
            // On to the end.
        }
    }

    /** Appends a batch of pairs of key and value; {@code -} for none. */
    private static void append(SegmentedLog log, String... pairs) {
        TestBatch batch = TestBatch.at(log.logEndOffset());
        for (String pair : pairs) {
            String[] both = pair.split("=", -1);
            batch.put(both[0].equals("-") ? null : both[0], both[1].equals("-") ? null : both[1]);
        }
        TestLog.append(log, batch.bytes());
    }
}
