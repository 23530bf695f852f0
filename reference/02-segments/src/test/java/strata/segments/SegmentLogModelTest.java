package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.kernel.Check;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentedLogSpec.Known;
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
        private final LogWorld world;
        private final LogModel model;
        // What the node's checkpoints say.
        private Known known = Known.NOTHING;

        History(int number) {
            random = new Random(number * 31L + 7);
            world = new LogWorld(random.nextLong());
            world.settings = LogWorld.randomSettings(random);
            model = new LogModel(random, world, world.open(known));
            model.told.add("history " + number + ", " + world.settings);
        }

        void run(int steps) {
            try {
                for (int i = 0; i < steps; i++) {
                    step();
                    model.compare();
                }
            } catch (RuntimeException | Check.CheckFailed | MemoryStorage.Died e) {
                throw new AssertionError(model.story(), e);
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
                default -> model.read();
            }
        }

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
            long first = model.end();
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
                model.batches.add(expected);
            }
            model.told.add("append as leader " + first + " to " + (offset - 1) + ", " + how);

            Appended appended = model.log.appendAsLeader(Batches.joined(batches), how);

            model.check(new Appended(first, offset - 1), appended);
        }

        private void appendAsFollower() {
            boolean leap = random.nextInt(20) == 0;
            long offset = model.end() + (leap ? 3_000_000_000L : random.nextInt(3) * 20L);
            ByteBuffer batch =
                    Batches.random(random, BatchSpec.at(offset), Compression.UNSUPPORTED);
            if (leap) {
                // Before a leap that no segment can hold, a log is flushed.
                model.flushed = model.end();
            }
            model.batches.add(Batches.copyOf(batch));
            model.told.add("append as follower " + offset + " to " + LogModel.lastOffset(batch));

            Appended appended = model.log.appendAsFollower(batch);

            model.check(new Appended(offset, LogModel.lastOffset(batch)), appended);
        }

        private void roll() {
            model.told.add("roll");
            model.log.roll(world.nowMs);
            model.check(model.log.logEndOffset(), LogModel.last(model.log.segments()).baseOffset());
        }

        /** Returns whether there was something to cut. */
        private boolean truncate() {
            long offset = model.anOffset();
            boolean cuts = offset < model.end();
            model.told.add("truncate to " + offset);
            if (cuts) {
                // Before a log is cut, the node stores that nothing is known to be durable.
                known = new Known(Math.min(model.logStart, offset), 0, 0, false);
            }
            model.log.truncateTo(offset);
            model.batches =
                    cuts && offset <= model.logStart ? new ArrayList<>() : model.before(offset);
            model.floor = cuts ? LogModel.last(model.log.segments()).baseOffset() : model.floor;
            assertThat(model.floor)
                    .as(model::story)
                    .isLessThanOrEqualTo(Math.max(offset, model.end()));
            model.logStart = Math.min(model.logStart, model.end());
            known = withLogStart(Math.min(known.logStartOffset(), model.logStart));
            model.flushed = Math.min(model.flushed, model.end());
            return cuts;
        }

        private void startElsewhere() {
            if (random.nextInt(3) > 0) {
                return;
            }
            long offset =
                    random.nextBoolean() ? model.end() + random.nextInt(50) : model.anOffset();
            model.told.add("start at " + offset);
            known = new Known(Math.min(model.logStart, offset), 0, 0, false);
            model.log.startAt(offset, world.nowMs);
            model.batches.clear();
            model.floor = offset;
            model.logStart = offset;
            known = withLogStart(offset);
            model.flushed = offset;
        }

        private void raiseStart() {
            long offset = model.logStart + random.nextLong(model.end() - model.logStart + 1);
            model.told.add("raise the log start to " + offset);
            model.log.raiseLogStart(offset);
            model.logStart = offset;
            known = withLogStart(offset);
        }

        private void flush() {
            model.told.add("flush");
            model.log.flush();
            model.flushed = model.end();
            model.check(model.end(), model.log.recoveryPoint());
            maybeStoreRecoveryPoint();
        }

        private void flushLate() {
            model.told.add("start a flush");
            boolean old = random.nextBoolean();
            PendingFlush pending =
                    old ? model.log.startFlushOfOldSegments() : model.log.startFlush();
            if (pending == null) {
                return;
            }
            pending.files().forEach(StorageFile::flush);
            boolean cut = random.nextBoolean() && truncate();
            append();
            model.told.add("the flush is done");
            model.log.flushed(pending);
            if (!cut) {
                model.flushed = Math.max(model.flushed, pending.endOffset());
            }
            model.flushed =
                    Math.max(model.flushed, Math.min(model.flushed, model.log.recoveryPoint()));
        }

        private void rebuild() {
            model.told.add("rebuild indexes");
            model.log.rebuildIndexes(1 + random.nextInt(2_000));
        }

        private void maybeStoreRecoveryPoint() {
            if (random.nextBoolean()) {
                known = withRecoveryPoint(model.log.recoveryPoint());
            }
        }

        private void stopCleanly() {
            model.told.add("stop cleanly");
            model.log.flush();
            model.flushed = model.end();
            model.log.close();
            known = withRecoveryPoint(model.log.recoveryPoint());
            world.storage.forgetReads();
            model.log = world.open(new Known(model.logStart, known.recoveryPoint(), 0, true));
            model.check(0L, model.log.recovery().scannedBytes());
            model.check(0L, model.log.recovery().cutBytes());
        }

        private void dieAlone() {
            model.told.add("the process dies");
            model.log = world.open(known);
            model.check(0L, model.log.recovery().cutBytes());
            model.flushed = Math.min(model.flushed, model.log.recoveryPoint());
        }

        private void dieWithTheMachine() {
            model.told.add("the machine dies");
            maybeStoreRecoveryPoint();
            loseAndReopen(model.flushed);
        }

        private void loseAndReopen(long keptOffset) {
            if (random.nextBoolean()) {
                world.storage.loseUnflushed();
            } else {
                world.storage.loseSome(random);
            }
            reopenAfterLoss(keptOffset);
        }

        /** What is left must be a prefix of the model.batches, and hold what was durable. */
        private void reopenAfterLoss(long keptOffset) {
            model.log = world.open(known);
            long end = model.log.logEndOffset();
            model.told.add("it goes on from " + end + "; durable were " + keptOffset);
            List<ByteBuffer> kept = model.before(end);
            long keptEnd =
                    Math.max(
                            LogModel.endOf(kept), LogModel.last(model.log.segments()).baseOffset());
            if (end != keptEnd) {
                model.check(known.logStartOffset(), end);
                kept.clear();
            }
            assertThat(end)
                    .as(model::story)
                    .isGreaterThanOrEqualTo(Math.min(keptOffset, model.end()));
            model.batches = kept;
            model.floor = LogModel.last(model.log.segments()).baseOffset();
            model.logStart = model.log.logStartOffset();
            model.flushed = Math.min(model.flushed, model.log.recoveryPoint());
        }

        /** The machine dies in one of the changes that a step makes to the disk. */
        private void dieInTheMiddle() {
            model.told.add("the machine is to die in the middle");
            List<ByteBuffer> before = List.copyOf(model.batches);
            long flushedBefore = model.flushed;
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
                model.told.add("it did not come to that");
                world.storage.goOn();
            } catch (MemoryStorage.Died e) {
                if (cut) {
                    model.batches = new ArrayList<>(before);
                }
                long keptOffset = cut ? known.recoveryPoint() : flushedBefore;
                if (random.nextBoolean()) {
                    model.told.add("only the process died");
                    world.storage.goOn();
                    long all = cut ? 0 : LogModel.endOf(before);
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
            model.log.flush();
            model.flushed = model.end();
            boolean clean = random.nextBoolean();
            if (clean) {
                model.log.close();
            }
            known = withRecoveryPoint(model.log.recoveryPoint());
            List<String> indexes =
                    world.storage.names().stream().filter(n -> n.endsWith("index")).toList();
            if (!indexes.isEmpty()) {
                String name = indexes.get(random.nextInt(indexes.size()));
                model.told.add("damage " + name);
                world.damage(name, random);
            }
            model.log = world.open(new Known(model.logStart, known.recoveryPoint(), 0, clean));
        }

        private Known withRecoveryPoint(long offset) {
            return new Known(known.logStartOffset(), offset, 0, false);
        }

        private Known withLogStart(long offset) {
            return new Known(offset, known.recoveryPoint(), 0, false);
        }
    }
}
