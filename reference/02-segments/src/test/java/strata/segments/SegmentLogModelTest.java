package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;
import strata.log.Batches;
import strata.log.MemoryStorage;

/**
 * Random histories of a log against a list of batches, which is all that a log is, however many
 * files it is in. Each history is drawn from its number, so a failure names the one to run again.
 */
final class SegmentLogModelTest {
    private static final int HISTORIES = Integer.getInteger("strata.histories", 600);
    private static final int STEPS = 40;

    @Test
    void aLogInSegmentsIsAListOfBatchesThroughAllThatCanHappenToIt() {
        int first = Integer.getInteger("strata.history", 0);
        for (int history = first; history < first + HISTORIES; history++) {
            new History(history).run(STEPS);
        }
    }

    private static final class History {
        private final Random random;
        private final List<String> told = new ArrayList<>();
        private final LogWorld world;
        // The model: all batches, from the oldest that may still be in a file.
        private List<ByteBuffer> model = new ArrayList<>();
        private long logStart;
        // The log ends there at least: an empty segment starts there, which was once started for a
        // leap in the offsets, or with the log.
        private long floor;
        // Batches that end below it were flushed.
        private long flushed;
        // What the node's checkpoints say.
        private Known known = Known.NOTHING;
        private SegmentedLog log;

        History(int number) {
            random = new Random(number * 31L + 7);
            world = new LogWorld(random.nextLong());
            world.settings = LogWorld.randomSettings(random);
            told.add("history " + number + ", " + world.settings);
            log = world.open(known);
        }

        void run(int steps) {
            try {
                for (int i = 0; i < steps; i++) {
                    step();
                    compare();
                }
            } catch (RuntimeException | Check.CheckFailed | MemoryStorage.Died e) {
                throw new AssertionError(story(), e);
            }
        }

        private void step() {
            world.nowMs += random.nextInt(50);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4 -> append();
                case 5 -> truncate();
                case 6 -> flush();
                case 7 -> flushLate();
                case 8 -> stopCleanly();
                case 9 -> dieAlone();
                case 10 -> dieWithTheMachine();
                case 11 -> dieInTheMiddle();
                case 12 -> raiseStart();
                case 13 -> roll();
                case 14 -> startElsewhere();
                case 15 -> damageAnIndex();
                case 16 -> rebuild();
                default -> read();
            }
        }

        // ---- what can happen --------------------------------------------------------------------

        private void append() {
            if (random.nextInt(4) == 0) {
                appendAsFollower();
            } else {
                appendAsLeader();
            }
        }

        private void appendAsLeader() {
            boolean stamp = random.nextInt(4) == 0;
            TimestampType type = stamp ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
            LeaderAppend how = new LeaderAppend(random.nextInt(9), type, world.nowMs);
            ByteBuffer[] batches = new ByteBuffer[1 + random.nextInt(3)];
            long first = end();
            long offset = first;
            for (int i = 0; i < batches.length; i++) {
                batches[i] = Batches.random(random, BatchSpec.at(0), Compression.UNSUPPORTED);
                ByteBuffer expected = Batches.copyOf(batches[i]);
                BatchHeader header = BatchHeader.at(expected, 0);
                header.setBaseOffset(offset);
                header.setPartitionLeaderEpoch(how.leaderEpoch());
                if (stamp) {
                    header.setMaxTimestamp(type, how.nowMs());
                    Batches.withCrc(expected);
                }
                offset = header.nextOffset();
                model.add(expected);
            }
            told.add("append as leader " + first + " to " + (offset - 1) + ", " + how);

            Appended appended = log.appendAsLeader(Batches.joined(batches), how);

            check(new Appended(first, offset - 1), appended);
        }

        private void appendAsFollower() {
            boolean leap = random.nextInt(20) == 0;
            long offset = end() + (leap ? 3_000_000_000L : random.nextInt(3) * 20L);
            ByteBuffer batch =
                    Batches.random(random, BatchSpec.at(offset), Compression.UNSUPPORTED);
            if (leap) {
                flushed = end(); // Before a leap that no segment can hold, a log is flushed.
            }
            model.add(Batches.copyOf(batch));
            told.add("append as follower " + offset + " to " + lastOffset(batch));

            Appended appended = log.appendAsFollower(batch);

            check(new Appended(offset, lastOffset(batch)), appended);
        }

        private void roll() {
            told.add("roll");
            log.roll(world.nowMs);
            check(log.logEndOffset(), last(log.segments()).baseOffset());
        }

        /** Returns whether there was something to cut. */
        private boolean truncate() {
            long offset = anOffset();
            boolean cuts = offset < end();
            told.add("truncate to " + offset);
            if (cuts) {
                // Before a log is cut, the node stores that nothing is known to be durable.
                known = new Known(Math.min(logStart, offset), 0, 0, false);
            }
            log.truncateTo(offset);
            model = cuts && offset <= logStart ? new ArrayList<>() : before(offset);
            floor = cuts ? last(log.segments()).baseOffset() : floor;
            assertThat(floor).as(this::story).isLessThanOrEqualTo(Math.max(offset, end()));
            logStart = Math.min(logStart, end());
            known = withLogStart(Math.min(known.logStartOffset(), logStart));
            flushed = Math.min(flushed, end());
            return cuts;
        }

        private void startElsewhere() {
            if (random.nextInt(3) > 0) {
                return;
            }
            long offset = random.nextBoolean() ? end() + random.nextInt(50) : anOffset();
            told.add("start at " + offset);
            known = new Known(Math.min(logStart, offset), 0, 0, false);
            log.startAt(offset, world.nowMs);
            model.clear();
            floor = offset;
            logStart = offset;
            known = withLogStart(offset);
            flushed = offset;
        }

        private void raiseStart() {
            long offset = logStart + random.nextLong(end() - logStart + 1);
            told.add("raise the log start to " + offset);
            log.raiseLogStart(offset);
            logStart = offset;
            known = withLogStart(offset);
        }

        private void flush() {
            told.add("flush");
            log.flush();
            flushed = end();
            check(end(), log.recoveryPoint());
            maybeStoreRecoveryPoint();
        }

        private void flushLate() {
            told.add("start a flush");
            boolean old = random.nextBoolean();
            PendingFlush pending = old ? log.startFlushOfOldSegments() : log.startFlush();
            if (pending == null) {
                return;
            }
            pending.files().forEach(StorageFile::flush);
            boolean cut = random.nextBoolean() && truncate();
            append();
            told.add("the flush is done");
            log.flushed(pending);
            if (!cut) {
                flushed = Math.max(flushed, pending.endOffset());
            }
            flushed = Math.max(flushed, Math.min(flushed, log.recoveryPoint()));
        }

        private void rebuild() {
            told.add("rebuild indexes");
            log.rebuildIndexes(1 + random.nextInt(2_000));
        }

        private void maybeStoreRecoveryPoint() {
            if (random.nextBoolean()) {
                known = withRecoveryPoint(log.recoveryPoint());
            }
        }

        private void stopCleanly() {
            told.add("stop cleanly");
            log.flush();
            flushed = end();
            log.close();
            known = withRecoveryPoint(log.recoveryPoint());
            world.storage.forgetReads();
            log = world.open(new Known(logStart, known.recoveryPoint(), 0, true));
            check(0L, log.recovery().scannedBytes());
            check(0L, log.recovery().cutBytes());
        }

        private void dieAlone() {
            told.add("the process dies");
            log = world.open(known);
            check(0L, log.recovery().cutBytes());
            flushed = Math.min(flushed, log.recoveryPoint());
        }

        private void dieWithTheMachine() {
            told.add("the machine dies");
            maybeStoreRecoveryPoint();
            loseAndReopen(flushed);
        }

        private void loseAndReopen(long keptOffset) {
            if (random.nextBoolean()) {
                world.storage.loseUnflushed();
            } else {
                world.storage.loseSome(random);
            }
            reopenAfterLoss(keptOffset);
        }

        /** What is left must be a prefix of the model, and hold what was durable. */
        private void reopenAfterLoss(long keptOffset) {
            log = world.open(known);
            long end = log.logEndOffset();
            told.add("it goes on from " + end + "; durable were " + keptOffset);
            List<ByteBuffer> kept = before(end);
            long keptEnd = Math.max(endOf(kept), last(log.segments()).baseOffset());
            if (end != keptEnd) {
                check(known.logStartOffset(), end);
                kept.clear();
            }
            assertThat(end).as(this::story).isGreaterThanOrEqualTo(Math.min(keptOffset, end()));
            model = kept;
            floor = last(log.segments()).baseOffset();
            logStart = log.logStartOffset();
            flushed = Math.min(flushed, log.recoveryPoint());
        }

        /** The machine dies in one of the changes that a step makes to the disk. */
        private void dieInTheMiddle() {
            told.add("the machine is to die in the middle");
            List<ByteBuffer> before = List.copyOf(model);
            long flushedBefore = flushed;
            world.storage.dieInStep(1 + random.nextInt(12));
            boolean cut = false;
            try {
                switch (random.nextInt(5)) {
                    case 0 -> append();
                    case 1 -> roll();
                    case 2 -> flush();
                    case 3 -> {
                        cut = true;
                        truncate();
                    }
                    default -> {
                        append();
                        append();
                        roll();
                    }
                }
                told.add("it did not come to that");
                world.storage.goOn();
            } catch (MemoryStorage.Died e) {
                if (cut) {
                    model = new ArrayList<>(before);
                }
                long keptOffset = cut ? known.recoveryPoint() : flushedBefore;
                if (random.nextBoolean()) {
                    told.add("only the process died");
                    world.storage.goOn();
                    long all = cut ? 0 : endOf(before);
                    reopenAfterLoss(Math.max(keptOffset, all));
                    if (cut) {
                        // The file was cut, and not flushed yet; in a while the cut is durable.
                        world.storage.settle();
                    }
                } else {
                    loseAndReopen(keptOffset);
                }
            }
        }

        private void damageAnIndex() {
            log.flush();
            flushed = end();
            boolean clean = random.nextBoolean();
            if (clean) {
                log.close();
            }
            known = withRecoveryPoint(log.recoveryPoint());
            List<String> indexes =
                    world.storage.names().stream().filter(n -> n.endsWith("index")).toList();
            if (!indexes.isEmpty()) {
                String name = indexes.get(random.nextInt(indexes.size()));
                told.add("damage " + name);
                world.damage(name, random);
            }
            log = world.open(new Known(logStart, known.recoveryPoint(), 0, clean));
        }

        // ---- what is read -----------------------------------------------------------------------

        private void read() {
            long offset = logStart + random.nextLong(end() - logStart + 1);
            for (int i = 0; i < 4; i++) {
                offset = readAt(offset);
            }
            readByTime(anOffset());
        }

        private long readAt(long offset) {
            long bound = random.nextBoolean() ? end() : anOffset();
            int maxBytes = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(4_000);
            boolean atLeastOne = random.nextBoolean();
            told.add("read " + offset + " below " + bound + ", " + maxBytes + " " + atLeastOne);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            long next = offset;
            int segment = -1;
            for (ByteBuffer batch : model) {
                if (lastOffset(batch) < offset) {
                    continue;
                }
                int segmentOfBatch = segmentOf(lastOffset(batch));
                boolean fits = expected.size() + (long) batch.limit() <= maxBytes;
                boolean first = segment < 0;
                if (lastOffset(batch) >= bound
                        || !(fits || (first && atLeastOne))
                        || !(first || segment == segmentOfBatch)) {
                    break;
                }
                segment = segmentOfBatch;
                expected.writeBytes(Batches.copy(batch));
                next = lastOffset(batch) + 1;
            }

            FileSlice slice = log.read(offset, bound, maxBytes, atLeastOne);

            byte[] actual = slice == null ? new byte[0] : MemoryStorage.take(slice);
            assertThat(actual).as(this::story).isEqualTo(expected.toByteArray());
            check(expected.size() == 0, slice == null);
            return next;
        }

        private void readByTime(long bound) {
            told.add("read by time below " + bound);
            List<TimestampedOffset> records = new ArrayList<>();
            for (ByteBuffer batch : model) {
                int epoch = BatchHeader.at(batch, 0).partitionLeaderEpoch();
                for (Record r : Batches.records(batch, Compression.UNSUPPORTED)) {
                    if (r.offset() < bound && r.offset() >= logStart) {
                        records.add(new TimestampedOffset(r.offset(), r.timestampMs(), epoch));
                    }
                }
            }
            long timestampMs =
                    records.isEmpty()
                            ? Batches.NOW_MS
                            : records.get(random.nextInt(records.size())).timestampMs()
                                    + random.nextInt(3)
                                    - 1;
            check(
                    records.stream()
                            .filter(r -> r.timestampMs() >= timestampMs)
                            .findFirst()
                            .orElse(null),
                    log.offsetForTimestamp(timestampMs, bound));
            check(
                    records.stream()
                            .max(
                                    Comparator.comparing(TimestampedOffset::timestampMs)
                                            .thenComparing(r -> -r.offset()))
                            .orElse(null),
                    log.offsetOfMaxTimestamp(bound));
        }

        private void compare() {
            check(logStart, log.logStartOffset());
            check(end(), log.logEndOffset());
            assertThat(log.recoveryPoint())
                    .as(this::story)
                    .isLessThanOrEqualTo(Math.max(flushed, logStart));
            List<SegmentedLog.Segment> readable =
                    log.segments().subList(segmentOf(logStart), log.segments().size());
            check(
                    model.stream()
                            .filter(b -> lastOffset(b) >= readable.get(0).baseOffset())
                            .mapToLong(ByteBuffer::limit)
                            .sum(),
                    readable.stream().mapToLong(SegmentedLog.Segment::sizeInBytes).sum());
            check(0, world.storage.slicesHeld());
        }

        private List<ByteBuffer> before(long offset) {
            List<ByteBuffer> batches = new ArrayList<>(model);
            batches.removeIf(batch -> lastOffset(batch) >= offset);
            return batches;
        }

        // ---- the rest ---------------------------------------------------------------------------

        private Known withRecoveryPoint(long offset) {
            return new Known(known.logStartOffset(), offset, 0, false);
        }

        private Known withLogStart(long offset) {
            return new Known(offset, known.recoveryPoint(), 0, false);
        }

        private int segmentOf(long offset) {
            List<SegmentedLog.Segment> segments = log.segments();
            int n = 0;
            while (n + 1 < segments.size() && segments.get(n + 1).baseOffset() <= offset) {
                n++;
            }
            return n;
        }

        private static <T> T last(List<T> list) {
            return list.get(list.size() - 1);
        }

        /** An offset in the log, or a little before or after it. */
        private long anOffset() {
            int n = model.isEmpty() ? 0 : random.nextInt(model.size());
            long near = model.isEmpty() ? end() : lastOffset(model.get(n));
            return Math.max(0, near - 3 + random.nextInt(7));
        }

        private long end() {
            return Math.max(floor, endOf(model));
        }

        private static long endOf(List<ByteBuffer> batches) {
            return batches.isEmpty() ? 0 : lastOffset(last(batches)) + 1;
        }

        private static long lastOffset(ByteBuffer batch) {
            return BatchHeader.at(batch, 0).lastOffset();
        }

        private void check(@Nullable Object expected, @Nullable Object actual) {
            assertThat(actual).as(this::story).isEqualTo(expected);
        }

        /** Numbered steps so far. */
        private String story() {
            StringBuilder story = new StringBuilder();
            for (int i = 0; i < told.size(); i++) {
                story.append(i).append(". ").append(told.get(i)).append('\n');
            }
            return story.toString();
        }
    }
}
