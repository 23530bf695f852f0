package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.disk.CrashPoints;

@Step(value = "1.8", concept = "flush and durability", code = "LOG-108")
final class Hidden18DurabilityTest {
    private static final String FILE = HiddenTestCrash.SPEC.fileName();
    private static final LeaderAppend AS_LEADER = new LeaderAppend(2, TimestampType.CREATE_TIME, 0);

    /** Appends, flushes, truncates and appends again, several times and in several lives. */
    private static final class Truncates extends HiddenTestCrash {
        private final HiddenTestDraw draw;

        Truncates(Lesson lesson) {
            draw = new HiddenTestDraw(lesson.random("history"));
        }

        @Override
        public void run(Storage storage) {
            int size = draw.between(300, 700);
            open(storage);
            append(batch(1, draw.upTo(300)));
            append(batch(2, size), batch(1, 40));
            append(batch(1, 600));
            flush();
            // A batch as long as the one it replaces: the old ones would follow it without a gap.
            truncateTo(1 + draw.upTo(2));
            append(batch(2, size));
            append(batch(1, 90));
            flush();
            open(storage);
            append(batch(1, 200));
            truncateTo(written().endOffset());
            PendingFlush late = Objects.requireNonNull(log().startFlush());
            int started = written().batches().size();
            append(batch(1, 150));
            late.files().forEach(StorageFile::flush);
            log().flushed(late);
            durable(started);
            truncateTo(written().endOffset() - 1);
            append(batch(1, 150), batch(2, 10));
            truncateTo(0);
            append(batch(3, 80));
            flush();
            append(batch(1, 5));
        }

        private ByteBuffer batch(int records, int valueBytes) {
            return draw.batchOfSize(0, records, valueBytes / records).bytes();
        }
    }

    @Claim(
            value =
                    "Wherever a crash ends a history of appends, flushes and truncations, what was"
                            + " flushed is there and what was truncated is not",
            points = 3,
            kind = Kind.SIM,
            rules = {"R1.8-h", "R1.8-n"})
    void everyCrashOfTruncationsIsRecovered(Lesson lesson) {
        lesson.step("crash at every write, flush, cut and sync of a history of truncations");
        HiddenTestCrash.everywhere(lesson, CrashPoints.of(() -> new Truncates(lesson)), 12);
    }

    @Claim(
            value =
                    "After any truncation the log is the batches that end below it, and goes on"
                            + " from there",
            rules = {"R1.8-f", "R1.8-g", "R1.8-h", "R1.8-j", "R1.8-k", "R1.8-l"})
    void aTruncatedLogIsTheBatchesBelow(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("truncations"));

        for (int i = 0; i < 120; i++) {
            long baseOffset = draw.chance(30) ? draw.upTo(100_000) : 0;
            HiddenTestStory.tell(lesson, story -> truncateAtRandom(story, draw, baseOffset));
        }
        truncateALargeLog(lesson, draw);
    }

    /** Rule R1.8-l: it walks from the closest indexed batch, not from the start of the file. */
    private static void truncateALargeLog(Lesson lesson, HiddenTestDraw draw) {
        HiddenTestDisk disk = new HiddenTestDisk();
        PartitionLog log = HiddenTestLog.open(disk, HiddenTestCrash.SPEC);
        for (int i = 0; i < 2_000; i++) {
            log.appendAsLeader(draw.batchOfSize(0, 1, draw.between(50, 300)).bytes(), AS_LEADER);
        }
        for (int i = 0; i < 20; i++) {
            long offset = log.logEndOffset() - draw.between(1, 20);
            lesson.step("truncate a log of %s bytes to %s", log.sizeInBytes(), offset);
            disk.forget();

            log.truncateTo(offset);

            lesson.expect("the log end", offset, log.logEndOffset());
            lesson.expectThat(
                    disk.bytesRead() < 100_000,
                    "bytes read of the file to truncate it",
                    "few: from the closest indexed batch on",
                    "" + disk.bytesRead());
        }
    }

    private static void truncateAtRandom(
            HiddenTestStory story, HiddenTestDraw draw, long baseOffset) {
        Lesson lesson = story.lesson();
        HiddenTestDisk disk = new HiddenTestDisk();
        LogSpec spec = new LogSpec("flights-0", baseOffset, 0);
        PartitionLog log = HiddenTestLog.open(disk, spec);
        HiddenTestLog model = new HiddenTestLog(baseOffset);
        long durable = baseOffset;
        for (int round = 0; round < 6; round++) {
            for (int left = draw.upTo(30); left > 0; left--) {
                model.add(draw.batch(model.endOffset() + draw.upTo(2)).bytes());
                ByteBuffer batch = model.batches().get(model.batches().size() - 1).bytes();
                log.appendAsFollower(batch);
            }
            long end = model.endOffset();
            long offset = baseOffset + draw.random().nextLong(end - baseOffset + 2);
            story.step("truncate a log of %s to %s to %s", baseOffset, end, offset);
            boolean cuts = model.truncateTo(offset);
            disk.forget();

            log.truncateTo(offset);

            List<String> right =
                    cuts ? List.of("truncate " + model.sizeInBytes(), "flush") : List.of();
            lesson.expect("what was done to the disk", right, disk.changes());
            lesson.expectBytes("the file", model.bytes(), disk.bytesOf(spec.fileName()));
            lesson.expect("the log's size", model.sizeInBytes(), log.sizeInBytes());
            long rightEnd = cuts ? model.endOffset() : end;
            lesson.expect("the log end", rightEnd, log.logEndOffset());
            durable = cuts ? rightEnd : durable;
            lesson.expect("the recovery point", durable, log.recoveryPoint());
            for (int read = 0; read < 10; read++) {
                long from = baseOffset + draw.random().nextLong(rightEnd - baseOffset + 1);
                byte[] got = HiddenTestLog.take(log.read(from, Long.MAX_VALUE, 9_000, true));
                byte[] wanted = HiddenTestLog.bytes(model.read(from, Long.MAX_VALUE, 9_000, true));
                lesson.expectBytes("what is read from " + from, wanted, got);
            }
        }
    }

    @Claim(
            value =
                    "A truncation takes the index with it: entries of batches that are gone are"
                            + " forgotten",
            rules = {"R1.8-m"})
    void theIndexIsCutWithTheFile(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("index"));

        lesson.step("cut indexes of up to 70 entries at, before and behind their entries");
        for (int i = 0; i < 300; i++) {
            PositionIndex index = new PositionIndex();
            List<Long> positions = new ArrayList<>();
            long position = draw.upTo(1) * 500L;
            for (int left = draw.upTo(70); left > 0; left--) {
                index.add(positions.size() * 10L, position);
                positions.add(position);
                position += draw.between(4_096, 8_000);
            }
            long cut =
                    positions.isEmpty() || draw.chance(20)
                            ? draw.random().nextLong(position + 2)
                            : positions.get(draw.upTo(positions.size() - 1)) + draw.upTo(2) - 1;
            int right = (int) positions.stream().filter(entry -> entry < cut).count();

            index.truncateTo(cut);

            lesson.expect("entries after a cut at " + cut, right, index.count());
            if (right > 0) {
                long last = index.positionAtOrBefore(Long.MAX_VALUE);
                lesson.expect("the last entry's position", positions.get(right - 1), last);
            }
        }
    }

    @Claim(
            value =
                    "A flush makes durable what was appended before it started, not what came"
                            + " later",
            rules = {"R1.8-a", "R1.8-b", "R1.8-c", "R1.8-d", "R1.8-e"})
    void aFlushReachesAsFarAsItStarted(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("flushes"));

        for (int i = 0; i < 200; i++) {
            HiddenTestStory.tell(lesson, story -> flushAtRandom(story, draw));
        }
    }

    private static void flushAtRandom(HiddenTestStory story, HiddenTestDraw draw) {
        Lesson lesson = story.lesson();
        HiddenTestDisk disk = new HiddenTestDisk();
        PartitionLog log = HiddenTestLog.open(disk, HiddenTestCrash.SPEC);
        List<PendingFlush> underWay = new ArrayList<>();
        long end = 0;
        long durable = 0;
        for (int step = 0; step < 30; step++) {
            switch (draw.upTo(3)) {
                case 0, 1 -> {
                    ByteBuffer batch = draw.batchOfSize(0, draw.between(1, 4), 10).bytes();
                    end = log.appendAsLeader(batch, AS_LEADER).lastOffset() + 1;
                    story.step("append up to %s", end);
                }
                case 2 -> {
                    story.step("start a flush");
                    PendingFlush pending = log.startFlush();
                    boolean nothing = durable == end;
                    lesson.expect("whether all is durable already", nothing, pending == null);
                    if (pending != null) {
                        lesson.expect("what the flush reaches", end, pending.endOffset());
                        String name = pending.files().get(0).name();
                        lesson.expect("how many files it has", 1, pending.files().size());
                        lesson.expect("its file", FILE, name);
                        underWay.add(pending);
                    }
                }
                default -> {
                    if (!underWay.isEmpty()) {
                        PendingFlush done = underWay.remove(draw.upTo(underWay.size() - 1));
                        story.step("the flush up to %s is done", done.endOffset());
                        // An equal value is another flush, and one that has ended is none.
                        log.flushed(new PendingFlush(done.files(), done.endOffset()));
                        lesson.expect("the recovery point before", durable, log.recoveryPoint());
                        log.flushed(done);
                        durable = Math.max(durable, done.endOffset());
                        log.flushed(done);
                    }
                }
            }
            lesson.expect("the recovery point", durable, log.recoveryPoint());
            lesson.expect("the log end", end, log.logEndOffset());
        }
        disk.forget();
        boolean open = durable < end;
        log.flush();
        lesson.expect("the recovery point after a flush", end, log.recoveryPoint());
        lesson.expect("the disk", open ? List.of("flush") : List.of(), disk.changes());
        lesson.expect("another flush", null, log.startFlush());
    }

    @Claim(
            value = "A flush from before a truncation says nothing of what was appended after it",
            code = "LOG-181",
            rules = {"R1.8-i", "R1.8-k"})
    void aTruncationForgetsTheFlushesUnderWay(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("forgotten"));

        for (int i = 0; i < 100; i++) {
            HiddenTestDisk disk = new HiddenTestDisk();
            PartitionLog log = HiddenTestLog.open(disk, HiddenTestCrash.SPEC);
            int kept = draw.upTo(3);
            for (int left = kept; left > 0; left--) {
                log.appendAsLeader(draw.batchOfSize(0, 1, 10).bytes(), AS_LEADER);
            }
            int gone = draw.between(1, 5);
            ByteBuffer old = draw.batchOfSize(0, gone, 10).bytes();
            log.appendAsLeader(old, AS_LEADER);
            lesson.step("start a flush of %s records, truncate to %s", kept + gone, kept);
            PendingFlush first = Objects.requireNonNull(log.startFlush());
            log.truncateTo(kept + draw.upTo(gone - 1));
            lesson.step("append %s other records, start another flush", gone);
            log.appendAsLeader(draw.batchOfSize(0, gone, 10).bytes(), AS_LEADER);
            PendingFlush second = Objects.requireNonNull(log.startFlush());

            log.flushed(first);

            long point = log.recoveryPoint();
            lesson.expect("the recovery point when the first is done", (long) kept, point);
            long end = (long) kept + gone;
            lesson.step("truncate where there is nothing to remove");
            log.truncateTo(end + draw.upTo(3));
            log.flushed(second);
            lesson.expect("the recovery point when the second is", end, log.recoveryPoint());
        }
    }
}
