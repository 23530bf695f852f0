package strata.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/**
 * Random histories of a log against a list of batches, which is all that a log is. Each history is
 * drawn from its number, so a failure names the one to run again.
 */
final class AppendLogModelTest {
    private static final int HISTORIES = 4_000;
    private static final int STEPS = 40;

    @Test
    void aLogIsAListOfBatchesThroughAllThatCanHappenToIt() {
        for (int history = 0; history < HISTORIES; history++) {
            History run = new History(history);
            for (int step = 0; step < STEPS; step++) {
                run.step();
            }
        }
    }

    /** A log and its model, side by side. */
    private static final class History {
        private final Random random;
        private final MemoryStorage storage = new MemoryStorage();
        private final List<String> told = new ArrayList<>();
        private final long baseOffset;
        // The batches as they must lie in the file; how many of them are durable.
        private final List<ByteBuffer> model = new ArrayList<>();
        private int durableBatches;
        private PartitionLog log;

        History(int number) {
            random = new Random(number);
            told.add("history " + number);
            baseOffset = random.nextInt(3) == 0 ? random.nextLong(1L << 40) : 0;
            log = open(0);
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> appendAsLeader();
                case 3 -> appendAsFollower();
                case 4 -> truncate();
                case 5 -> flush();
                case 6 -> flushLate();
                case 7 -> reopen();
                case 8 -> dieWithTheMachine();
                case 9 -> tearTheTail();
                default -> read();
            }
            compare();
        }

        private void appendAsLeader() {
            boolean stamp = random.nextBoolean();
            TimestampType type = stamp ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
            LeaderAppend how = new LeaderAppend(random.nextInt(9), type, random.nextInt(9_999));
            ByteBuffer[] batches = new ByteBuffer[1 + random.nextInt(3)];
            long offset = end();
            long first = offset;
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
            told.add("append as leader up to " + offset + ", " + how);

            Appended appended = log.appendAsLeader(Batches.joined(batches), how);

            check(new Appended(first, offset - 1), appended);
        }

        private void appendAsFollower() {
            long offset = end() + random.nextInt(3) * (long) random.nextInt(50);
            ByteBuffer batch =
                    Batches.random(random, BatchSpec.at(offset), Compression.UNSUPPORTED);
            model.add(Batches.copyOf(batch));
            told.add("append as follower " + offset + " to " + lastOffset(batch));

            Appended appended = log.appendAsFollower(batch);

            check(new Appended(offset, lastOffset(batch)), appended);
        }

        private void truncate() {
            long offset = anOffset();
            told.add("truncate to " + offset);
            int before = model.size();
            model.removeIf(batch -> lastOffset(batch) >= offset);
            if (model.size() < before) {
                durableBatches = model.size();
            }

            log.truncateTo(offset);

            assertThat(log.logEndOffset())
                    .as(this::story)
                    .isLessThanOrEqualTo(Math.max(offset, baseOffset));
        }

        private void flush() {
            told.add("flush");
            durableBatches = model.size();

            log.flush();

            check(end(), log.recoveryPoint());
        }

        /** Starts a flush, and reports it done only after something else has happened. */
        private void flushLate() {
            told.add("start a flush");
            PendingFlush pending = log.startFlush();
            if (pending == null) {
                check(model.size(), durableBatches);
                return;
            }
            pending.files().forEach(StorageFile::flush);
            int flushed = model.size();
            int before = model.size();
            if (random.nextBoolean()) {
                truncate();
                before = model.size();
            }
            appendAsLeader();
            told.add("the flush is done");

            log.flushed(pending);

            boolean truncated = before < flushed;
            durableBatches = Math.max(durableBatches, truncated ? 0 : flushed);
        }

        private void reopen() {
            told.add("reopen");
            log = open(log.recoveryPoint());
            check(0L, log.recovery().cutBytes());
        }

        private void dieWithTheMachine() {
            told.add("the machine dies");
            long recoveryPoint = log.recoveryPoint();
            storage.loseUnflushed();
            log = open(recoveryPoint);
            int kept = model.size();
            while (totalSize(kept) > log.sizeInBytes()) {
                kept--;
            }
            told.add(kept + " of " + model.size() + " batches left");
            assertThat(kept).as(this::story).isGreaterThanOrEqualTo(durableBatches);
            model.subList(kept, model.size()).clear();
        }

        private void tearTheTail() {
            byte[] bytes = storage.bytes(fileName());
            int durable = totalSize(durableBatches);
            if (durable == bytes.length) {
                return;
            }
            int at = durable + random.nextInt(bytes.length - durable);
            told.add("tear at byte " + at);
            int kept = durableBatches;
            while (kept < model.size() && totalSize(kept + 1) <= at) {
                kept++;
            }
            // What a CRC covers may also be there but wrong.
            boolean garbled = random.nextBoolean() && at - totalSize(kept) >= BatchHeader.SIZE;
            byte[] torn = Arrays.copyOf(bytes, garbled ? at + 1 : at);
            if (garbled) {
                torn[at]++;
            }
            storage.setBytes(fileName(), torn);
            model.subList(kept, model.size()).clear();

            log = open(log.recoveryPoint());

            check((long) torn.length - totalSize(kept), log.recovery().cutBytes());
            if (log.recovery().cutBytes() > 0) {
                durableBatches = kept;
            }
        }

        private void read() {
            long offset = baseOffset + random.nextLong(end() - baseOffset + 1);
            long bound = anOffset();
            int maxBytes = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(4_000);
            boolean atLeastOne = random.nextBoolean();
            told.add("read " + offset + " below " + bound + ", " + maxBytes + " " + atLeastOne);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            boolean first = true;
            for (ByteBuffer batch : model) {
                if (lastOffset(batch) < offset) {
                    continue;
                }
                boolean fits = expected.size() + (long) batch.limit() <= maxBytes;
                if (lastOffset(batch) >= bound || !(fits || (first && atLeastOne))) {
                    break;
                }
                expected.writeBytes(Batches.copy(batch));
                first = false;
            }

            FileSlice slice = log.read(offset, bound, maxBytes, atLeastOne);

            byte[] actual = slice == null ? new byte[0] : MemoryStorage.take(slice);
            assertThat(actual).as(this::story).isEqualTo(expected.toByteArray());
            check(expected.size() == 0, slice == null);
            readByTime(bound);
        }

        private void readByTime(long bound) {
            List<TimestampedOffset> records = new ArrayList<>();
            for (ByteBuffer batch : model) {
                int epoch = BatchHeader.at(batch, 0).partitionLeaderEpoch();
                for (Record r : Batches.records(batch, Compression.UNSUPPORTED)) {
                    if (r.offset() < bound) {
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
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            model.forEach(batch -> expected.writeBytes(Batches.copy(batch)));
            assertThat(storage.bytes(fileName())).as(this::story).isEqualTo(expected.toByteArray());
            check((long) expected.size(), log.sizeInBytes());
            check(baseOffset, log.logStartOffset());
            check(end(), log.logEndOffset());
            check(endOf(durableBatches), log.recoveryPoint());
            check(0, storage.slicesHeld());
        }

        private PartitionLog open(long recoveryPoint) {
            return new AppendLogLayer()
                    .open(
                            new LogContext(storage, Compression.UNSUPPORTED),
                            new LogSpec("t-0", baseOffset, recoveryPoint));
        }

        private String fileName() {
            return new LogSpec("t-0", baseOffset, 0).fileName();
        }

        /** An offset in the log, or a little before or after it. */
        private long anOffset() {
            return Math.max(0, baseOffset - 2 + random.nextLong(end() - baseOffset + 5));
        }

        private long end() {
            return endOf(model.size());
        }

        private long endOf(int batches) {
            return batches == 0 ? baseOffset : lastOffset(model.get(batches - 1)) + 1;
        }

        private int totalSize(int batches) {
            return model.subList(0, batches).stream().mapToInt(ByteBuffer::limit).sum();
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
