package strata.segments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
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
final class Hidden28CompactionTest {
    private static final long NOW_MS = TestBatch.NOW_MS;

    /** No tombstone goes in any of these tests. */
    private static final SegmentSettings.Compaction RULES =
            new SegmentSettings.Compaction(true, 0.5, 1L << 40, 0, Long.MAX_VALUE);

    /** What a log should hold: {@code key=value} by offset. */
    private static final class Model {
        private final TreeMap<Long, String> records = new TreeMap<>();
        private long cleanedOffset;

        List<String> shown() {
            List<String> shown = new ArrayList<>();
            records.forEach((offset, pair) -> shown.add(offset + " " + pair));
            return shown;
        }

        /** Compacts all below an end, as far as a map of so many keys reaches. */
        void compact(long endOffset, int capacity) {
            TreeMap<String, Long> last = new TreeMap<>();
            long mappedEnd = endOffset;
            for (Map.Entry<Long, String> record :
                    records.subMap(cleanedOffset, endOffset).entrySet()) {
                String key = keyOf(record.getValue());
                if (key.equals("-")) {
                    continue;
                }
                if (!last.containsKey(key) && last.size() == capacity) {
                    mappedEnd = record.getKey();
                    break;
                }
                last.put(key, record.getKey());
            }
            records.headMap(mappedEnd)
                    .entrySet()
                    .removeIf(
                            record ->
                                    last.getOrDefault(keyOf(record.getValue()), -1L)
                                            > record.getKey());
            cleanedOffset = mappedEnd;
        }
    }

    private static String keyOf(String pair) {
        return pair.substring(0, pair.indexOf('='));
    }

    @Claim(
            value = "Through any history of appends and compactions no last record is lost",
            points = 2,
            rules = {"R2.8-e", "R2.8-g", "R2.8-k"})
    void noLastRecordIsLost(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");

        for (int i = 0; i < 40; i++) {
            lesson.step("history %s of 40", i + 1);
            SegmentSettings settings =
                    HiddenTestLog.settings(random.nextInt(150, 900), 100).with(RULES);
            TestDisk disk = new TestDisk();
            SegmentedLog log = HiddenTestLog.open(disk, settings);
            Model model = new Model();
            int keys = random.nextInt(2, 30);
            for (int round = 0; round < 4; round++) {
                for (int left = random.nextInt(20); left > 0; left--) {
                    append(log, model.records, random, keys);
                }
                log.roll(NOW_MS);
                int mapBytes = random.nextInt(3) > 0 ? 10_000 : random.nextInt(300);
                long end = log.logEndOffset();
                lesson.now("compact %s, a map of %s bytes", model.records, mapBytes);
                CompactionRun run = log.startCompaction(end, mapBytes, NOW_MS);
                if (run == null) {
                    continue;
                }
                int most = new KeyMap(mapBytes, end - model.cleanedOffset).capacity();
                model.compact(end, most);
                int budget = random.nextInt(1, 3_000);
                while (run.step(budget)) {
                    // On to the end.
                }
                lesson.expect("how far it is clean", model.cleanedOffset, log.cleanedOffset());
                lesson.expect("the records", model.shown(), HiddenTestRecords.records(log));
                lesson.expect("the log end", end, log.logEndOffset());
                log.deleteFiles(NOW_MS + 60_000);
                List<String> stray = HiddenTestRecords.strayFiles(log, disk.storage());
                lesson.expect("files of no segment", List.of(), stray);
            }
        }
    }

    private static void append(
            SegmentedLog log, Map<Long, String> records, SplittableRandom random, int keys) {
        long offset = log.logEndOffset();
        TestBatch batch = TestBatch.at(offset);
        for (int left = random.nextInt(1, 4); left > 0; left--) {
            String key = random.nextInt(10) == 0 ? "-" : "k" + random.nextInt(keys);
            String value = random.nextInt(5) == 0 ? "-" : "v" + offset;
            batch.put(key.equals("-") ? null : key, value.equals("-") ? null : value);
            records.put(offset++, key + "=" + value);
        }
        HiddenTestLog.append(log, batch.bytes());
    }

    @Claim(
            value =
                    "Wherever a crash ends a compaction, the log is as it was before a swap or as"
                            + " it is after it",
            points = 3,
            kind = Kind.SIM,
            rules = {"R2.8-j", "R2.8-l"})
    void aCrashLeavesTheLogAsItWasOrAsItIs(Lesson lesson) {
        SplittableRandom random = lesson.random("crashes");
        for (int i = 0; i < 2; i++) {
            long seed = random.nextLong();
            TwoCompactions whole = new TwoCompactions(seed);
            whole.run(new TestDisk().storage());
            TreeSet<String> states = new TreeSet<>();
            whole.states.forEach(state -> states.add(state.toString()));
            lesson.step("two compactions, %s states of the log; crash anywhere", states.size());
            int crashes =
                    CrashPoints.of(() -> new TwoCompactions(seed))
                            .cutsOfAWrite(1)
                            .tears(2)
                            .seed(seed)
                            .verify((work, disk, crash) -> work.verify(lesson, disk, whole.states));
            lesson.step("%s crashes in all", crashes);
        }
    }

    /** Appends, compacts, appends, compacts, removes files. */
    private static final class TwoCompactions implements CrashPoints.Work {
        private static final SegmentSettings SETTINGS =
                HiddenTestLog.settings(400, 100).with(RULES);

        private final SplittableRandom random;
        private final TreeMap<Long, String> appended = new TreeMap<>();
        // What could be read before each compaction, and after each of its steps.
        private final List<List<String>> states = new ArrayList<>();
        private long flushedOffset;
        private long cleanedOffset;

        TwoCompactions(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void run(Storage storage) {
            SegmentedLog log = HiddenTestRecords.open(storage, SETTINGS, Known.NOTHING);
            for (int round = 0; round < 2; round++) {
                for (int left = 9; left > 0; left--) {
                    append(log, appended, random, 4);
                    if (left % 3 == 1) {
                        log.roll(NOW_MS);
                    }
                }
                log.flush();
                flushedOffset = log.logEndOffset();
                states.add(HiddenTestRecords.records(log));
                CompactionRun run = log.startCompaction(flushedOffset, 10_000, NOW_MS);
                while (run != null) {
                    boolean more = run.step(200);
                    states.add(HiddenTestRecords.records(log));
                    run = more ? run : null;
                }
                cleanedOffset = log.cleanedOffset();
            }
            log.deleteFiles(NOW_MS + 60_000);
        }

        void verify(Lesson lesson, Storage storage, List<List<String>> allStates) {
            if (states.isEmpty()) {
                return;
            }
            Known known = new Known(0, flushedOffset, cleanedOffset, false);
            SegmentedLog log = HiddenTestRecords.open(storage, SETTINGS, known);
            List<String> found = HiddenTestRecords.records(log);
            List<String> flushed = below(flushedOffset, found);
            int now = states.size() - 1;
            int next = Math.min(now + 1, allStates.size() - 1);
            List<String> before = below(flushedOffset, allStates.get(now));
            List<String> after = below(flushedOffset, allStates.get(next));
            lesson.expectThat(
                    flushed.equals(before) || flushed.equals(after),
                    "the durable records after the crash",
                    before + (before.equals(after) ? "" : ", or " + after),
                    flushed.toString());
            List<String> stray = HiddenTestRecords.strayFiles(log, storage);
            lesson.expect("files of no segment", List.of(), stray);
            log.close();
            SegmentedLog again = HiddenTestRecords.open(storage, SETTINGS, known);
            lesson.expect("the records, opened again", found, HiddenTestRecords.records(again));
        }

        private static List<String> below(long endOffset, List<String> records) {
            return records.stream()
                    .filter(r -> Long.parseLong(r.substring(0, r.indexOf(' '))) < endOffset)
                    .toList();
        }
    }
}
