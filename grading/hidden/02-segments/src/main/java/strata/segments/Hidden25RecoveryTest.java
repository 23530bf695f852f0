package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Recovery;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.disk.CrashPoints;

@Step(value = "2.5", concept = "recover", code = "SEG-205")
final class Hidden25RecoveryTest {
    private static final SegmentSettings SETTINGS = HiddenTestHistory.SETTINGS;
    private static final int DIRECTORIES = 250;

    /** Several lives of a log; between two of them a clean stop. */
    private static final class Appends extends HiddenTestHistory {
        Appends(Lesson lesson) {
            super(lesson.random("history"));
        }

        @Override
        public void run(Storage storage) {
            open(storage, false);
            append(random.nextInt(3, 7));
            flush();
            append(random.nextInt(4, 9));
            log().roll(TestBatch.NOW_MS);
            append(random.nextInt(1, 4));
            flush();
            log().close();
            open(storage, true);
            append(random.nextInt(5, 9));
            open(storage, false);
            append(random.nextInt(1, 5));
        }
    }

    @Claim(
            value = "Wherever a crash ends it, a log is a prefix in which all is that was promised",
            points = 3,
            kind = Kind.SIM,
            rules = {"R2.5-a", "R2.5-b", "R2.5-e", "R2.5-h", "R2.5-l"})
    void everyCrashOfAppendsIsRecovered(Lesson lesson) {
        lesson.step("crash at every write, flush and sync of three lives of a log of segments");
        HiddenTestHistory.everywhere(lesson, CrashPoints.of(() -> new Appends(lesson)).tears(4));
    }

    /** A process that recovers four segments, of which the second is torn, and goes on. */
    private static final class Recovers extends HiddenTestHistory {
        Recovers(Lesson lesson) {
            super(lesson.random("torn history"));
        }

        @Override
        public void run(Storage storage) {
            int torn = random.nextInt(3, 6);
            long offset = 0;
            for (int segment = 0; segment < 4; segment++) {
                long base = offset;
                List<ByteBuffer> batches = new ArrayList<>();
                for (int n = 0; n < 3; n++) {
                    ByteBuffer batch = HiddenTestHistory.batch(random, offset);
                    offset = batch.getLong(0) + batch.getInt(23) + 1;
                    if (3 * segment + n < torn) {
                        written.add(batch.duplicate());
                    } else if (3 * segment + n == torn) {
                        batch.putInt(17, batch.getInt(17) ^ 1);
                    }
                    batches.add(batch);
                }
                leave(storage, base, TestBatch.joined(batches));
            }
            acknowledged = torn;
            durable = torn;
            open(storage, false);
            append(6);
        }

        private static void leave(Storage storage, long base, ByteBuffer bytes) {
            // A crash in here is none of a recovery: what is promised comes later.
            StorageFile file = storage.open(TestDisk.fileName(base, ".log"));
            file.write(bytes, 0);
            file.flush();
            file.close();
            storage.syncDirectory(TestDisk.DIRECTORY);
            storage.syncDirectory("");
        }
    }

    @Claim(
            value = "Wherever a crash ends a recovery, what it deleted never comes back",
            points = 2,
            kind = Kind.SIM,
            rules = {"R2.5-c", "R2.5-e", "R2.5-l"})
    void everyCrashOfARecoveryIsRecovered(Lesson lesson) {
        lesson.step("leave four segments, the second one torn; recover, append; crash everywhere");
        HiddenTestHistory.everywhere(lesson, CrashPoints.of(() -> new Recovers(lesson)).tears(8));
    }

    @Claim(
            value =
                    "Whatever happened to a segment, the log ends at the first fault, or is"
                            + " refused",
            points = 2,
            rules = {"R2.5-b", "R2.5-d", "R2.5-e", "R2.5-f", "R2.5-g", "R2.5-i", "R2.5-k"})
    void aDamagedDirectoryEndsAtTheFirstFault(Lesson lesson) {
        SplittableRandom random = lesson.random("damage");

        lesson.step("%s directories with a segment damaged; open them", DIRECTORIES);
        for (int i = 0; i < DIRECTORIES; i++) {
            damageAndOpen(lesson, random);
        }
        expectCompactedOpened(lesson);
    }

    /** Of an old segment a compaction may have removed the last records: nothing is missing. */
    private static void expectCompactedOpened(Lesson lesson) {
        lesson.step("a compacted log: 0-2 of 0-8 are left, then 9-11; all was durable");
        TestDisk disk = new TestDisk();
        disk.put(0, ".log", TestBatch.joined(TestBatch.at(0).records(3).bytes()).array());
        disk.put(9, ".log", TestBatch.joined(TestBatch.at(9).records(3).bytes()).array());
        SegmentSettings compacted = SETTINGS.with(SegmentSettings.Compaction.ON);
        for (long start : new long[] {0, 2}) {
            Known known = new Known(start, 7, 9, false);
            lesson.now("log start %s, recovery point 7, clean up to 9", start);
            SegmentedLog log = HiddenTestLog.open(disk, compacted, known);
            lesson.expect("the log end", 12L, log.logEndOffset());
            lesson.expect("how many segments", 2, log.segments().size());
        }
    }

    /** A directory of segments, one of which may be damaged. */
    private static final class Directory {
        final TestDisk disk = new TestDisk();
        final int count;
        final int bad;
        final boolean damaged;
        // Of each segment, and behind them the log end.
        final long[] bases;
        final long[] sizes;
        // How many bytes of the bad segment are good, and where these end.
        long good;
        long goodEnd;

        Directory(SplittableRandom random) {
            count = random.nextInt(1, 6);
            bad = random.nextInt(count);
            int kind = random.nextInt(4);
            damaged = kind > 0;
            bases = new long[count + 1];
            sizes = new long[count];
            for (int n = 0; n < count; n++) {
                List<ByteBuffer> batches = new ArrayList<>();
                bases[n + 1] = bases[n];
                for (int left = random.nextInt(1, 6); left > 0; left--) {
                    batches.add(HiddenTestHistory.batch(random, bases[n + 1]));
                    bases[n + 1] = end(batches.get(batches.size() - 1));
                }
                byte[] bytes = TestBatch.joined(batches).array();
                if (n == bad) {
                    bytes = damage(random, kind, batches);
                }
                sizes[n] = bytes.length;
                disk.put(bases[n], ".log", bytes);
                disk.put(bases[n], ".index", new byte[8 * random.nextInt(3)]);
                disk.put(bases[n], ".timeindex", new byte[12 * random.nextInt(3)]);
            }
        }

        /** Kinds: no fault, a bad byte, a batch cut in two, batches missing at the end. */
        private byte[] damage(SplittableRandom random, int kind, List<ByteBuffer> batches) {
            int whole = kind == 0 ? batches.size() : random.nextInt(batches.size());
            byte[] bytes = TestBatch.joined(batches).array();
            good = TestBatch.joined(batches.subList(0, whole)).capacity();
            goodEnd = whole == 0 ? bases[bad] : end(batches.get(whole - 1));
            if (kind == 0) {
                return bytes;
            }
            int at = (int) good + random.nextInt(61, batches.get(whole).capacity());
            if (kind == 1) {
                bytes[at]++;
                return bytes;
            }
            return Arrays.copyOf(bytes, kind == 2 ? at : (int) good);
        }

        /** The segment that holds an offset. */
        int segmentOf(long offset) {
            int n = 0;
            while (n + 1 < count && bases[n + 1] <= offset) {
                n++;
            }
            return n;
        }
    }

    private static void damageAndOpen(Lesson lesson, SplittableRandom random) {
        Directory left = new Directory(random);
        long point = random.nextLong(left.bases[left.count] + 1);
        int first = left.segmentOf(point);
        Known known = new Known(0, point, 0, false);
        lesson.now(
                "segments at %s; in that of %s the good batches end at %s; recovery point %s",
                Arrays.toString(left.bases), left.bases[left.bad], left.goodEnd, point);
        boolean broken = left.damaged && left.bad >= first;
        if (broken && point > left.goodEnd) {
            expectRefused(lesson, left.disk, known, left.bases[left.bad]);
            return;
        }
        int last = broken ? left.bad : left.count - 1;
        long scanned = broken ? left.good : left.sizes[last];
        long cut = broken ? left.sizes[last] - left.good : 0;
        for (int n = first; n < left.count; n++) {
            scanned += n < last ? left.sizes[n] : 0;
            cut += n > last ? left.sizes[n] : 0;
        }
        left.disk.forget();
        SegmentedLog log = HiddenTestLog.open(left.disk, SETTINGS, known);
        List<String> written =
                left.disk.changes().stream()
                        .filter(one -> one.startsWith("write " + left.bases[last] + "."))
                        .toList();
        lesson.expect("what was written of the active segment", List.of(), written);
        Recovery found = log.recovery();
        long end = broken ? left.goodEnd : left.bases[left.count];
        lesson.expect("the log end", end, log.logEndOffset());
        lesson.expect("how many segments", last + 1, log.segments().size());
        lesson.expect("good bytes that were verified", scanned, found.scannedBytes());
        lesson.expect("bytes that were cut", cut, found.cutBytes());
        lesson.expect("the recovery point", point, log.recoveryPoint());
        lesson.expect("whether a reason is told", cut > 0, !found.reason().isEmpty());
        expectIndexes(lesson, left.disk, log, first);
    }

    private static long end(ByteBuffer batch) {
        return batch.getLong(0) + batch.getInt(23) + 1;
    }

    /** The indexes of verified segments were made anew: those that are written are right. */
    private static void expectIndexes(Lesson lesson, TestDisk disk, SegmentedLog log, int first) {
        List<SegmentedLog.Segment> segments = log.segments();
        for (int n = first; n < segments.size() - 1; n++) {
            long base = segments.get(n).baseOffset();
            IndexBuilder right = new IndexBuilder(base);
            for (ByteBuffer batch : TestBatch.split(disk.bytes(base, ".log"))) {
                right.note(BatchHeader.at(batch, 0), 100);
            }
            right.finish();
            int offsets = disk.bytes(base, ".index").length / OffsetIndex.ENTRY_BYTES;
            int times = disk.bytes(base, ".timeindex").length / TimeIndex.ENTRY_BYTES;
            String of = "entries of the index of segment " + base;
            lesson.expect(of, right.offsets().count(), offsets);
            lesson.expect(of + ", by time", right.times().count(), times);
        }
    }

    private static void expectRefused(Lesson lesson, TestDisk disk, Known known, long segment) {
        List<String> names = disk.names();
        byte[] before = disk.bytes(segment, ".log");
        StorageException refused =
                lesson.expectThrown(
                        StorageException.class,
                        "opening a log with durable batches lost",
                        () -> HiddenTestLog.open(disk, SETTINGS, known));
        lesson.expect("its kind", StorageException.Kind.CORRUPT, refused.kind());
        lesson.expect("the files", names, disk.names());
        lesson.expectBytes("the file of the segment", before, disk.bytes(segment, ".log"));
    }

    @Claim(
            value =
                    "After a clean stop the end of the newest segment is enough, however long the"
                            + " log",
            rules = {"R2.5-a", "R2.5-f", "R2.5-i", "R2.5-j"})
    void aCleanStopIsBelieved(Lesson lesson) {
        SplittableRandom random = lesson.random("clean");

        lesson.step("40 logs: append, flush, close; damage all but the newest segment; open");
        for (int i = 0; i < 40; i++) {
            TestDisk disk = new TestDisk();
            SegmentedLog log = HiddenTestLog.open(disk, SETTINGS);
            for (int left = random.nextInt(1, 40); left > 0; left--) {
                log.appendAsFollower(HiddenTestHistory.batch(random, log.logEndOffset()));
            }
            log.flush();
            log.close();
            long end = log.logEndOffset();
            List<SegmentedLog.Segment> segments = log.segments();
            disk.mount();
            for (SegmentedLog.Segment old : segments.subList(0, segments.size() - 1)) {
                disk.put(old.baseOffset(), ".log", new byte[(int) old.sizeInBytes()]);
                disk.put(old.baseOffset(), ".index", new byte[8]);
            }
            disk.forget();
            lesson.now("a log of %s segments that ends at %s", segments.size(), end);
            SegmentedLog opened = HiddenTestLog.open(disk, SETTINGS, new Known(0, end, 0, true));
            lesson.expect("what was found", new Recovery(0, 0, ""), opened.recovery());
            lesson.expect("what the disk was asked to change", List.of(), disk.changes());
            lesson.expect("the log end", end, opened.logEndOffset());
            lesson.expect("the recovery point", end, opened.recoveryPoint());

            long start = end + random.nextLong(1, 9);
            boolean clean = random.nextBoolean();
            lesson.now("the log ends at %s, below its start %s", end, start);
            SegmentedLog anew = HiddenTestLog.open(disk, SETTINGS, new Known(start, 0, 0, clean));
            String right = start + ": 0 bytes";
            lesson.expect("its segments", right, HiddenTestLog.segments(anew));
            lesson.expect("its end", start, anew.logEndOffset());
            lesson.expect("whether a reason is told", false, anew.recovery().reason().isEmpty());
            List<String> logs = disk.names().stream().filter(n -> n.endsWith(".log")).toList();
            lesson.expect("the log files", List.of(start + ".log"), logs);
        }
    }
}
