package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import strata.kernel.Check.CheckFailed;
import strata.kernel.RandomSource;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.FileSlice;
import strata.log.AppendLogLayer;

/** Retention and compaction, as the broker uses them. */
final class SegmentLogCleaningTest {
    private static final long NOW_MS = KeyedBatch.NOW_MS;
    private static final SegmentSettings COMPACTED =
            SegmentSettings.DEFAULT
                    .with(SegmentSettings.Retention.NONE)
                    .with(SegmentSettings.Compaction.ON);

    private static final RandomSource NO_CHANCE =
            new RandomSource() {
                @Override
                public int nextInt(int bound) {
                    return 0;
                }

                @Override
                public long nextLong() {
                    return 0;
                }

                @Override
                public RandomSource fork(String purpose) {
                    return this;
                }
            };

    private final PlainDisk disk = new PlainDisk();
    private SegmentedLog log = open(SegmentSettings.DEFAULT, SegmentedLogSpec.Known.NOTHING);

    // ---- retention ------------------------------------------------------------------------------

    @Test
    void theLogStartRisesWithADeletion() {
        segment(NOW_MS, "a", "1");
        segment(NOW_MS + 1, "a", "2");
        segment(NOW_MS + 2, "a", "3");

        int count = log.deleteOldSegments(3, NOW_MS + 604_800_002L);

        assertThat(count).isEqualTo(2);
        assertThat(log.logStartOffset()).isEqualTo(2);
        assertThat(shown()).containsExactly("2 a=3");
        assertThatThrownBy(() -> log.read(1, 9, 9, true)).isInstanceOf(CheckFailed.class);
    }

    @Test
    void aDelayLongerThanTimeItselfMeansNever() {
        log.configure(
                new SegmentSettings(
                        1 << 20,
                        Long.MAX_VALUE,
                        0,
                        1 << 20,
                        4096,
                        Long.MAX_VALUE,
                        SegmentSettings.Retention.DEFAULT,
                        SegmentSettings.Compaction.OFF));
        segment(NOW_MS, "a", "1");
        segment(NOW_MS + 2, "a", "2");

        log.deleteOldSegments(2, NOW_MS + 604_800_001L);

        assertThat(log.deleteFiles(Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theActiveSegmentIsRolledBeforeItIsDeleted() {
        append(NOW_MS, "a", "1");
        append(NOW_MS, "a", "2");

        int count = log.deleteOldSegments(2, NOW_MS + 604_800_001L);

        assertThat(count).isEqualTo(1);
        assertThat(log.segments()).containsExactly(new SegmentedLog.Segment(2, 0));
        assertThat(log.logStartOffset()).isEqualTo(2);
        assertThat(log.logEndOffset()).isEqualTo(2);
        append(NOW_MS, "a", "3");
        assertThat(shown()).containsExactly("2 a=3");
    }

    @Test
    void nothingAtOrAboveTheHighWatermarkIsDeleted() {
        segment(NOW_MS, "a", "1");
        segment(NOW_MS, "a", "2");

        assertThat(log.deleteOldSegments(1, NOW_MS + (1L << 40))).isEqualTo(1);
        assertThat(log.deleteOldSegments(1, NOW_MS + (1L << 40))).isZero();

        assertThat(shown()).containsExactly("1 a=2");
    }

    @Test
    void whatLiesBelowARaisedLogStartGoesAsWholeSegments() {
        log.configure(SegmentSettings.DEFAULT.with(SegmentSettings.Retention.NONE));
        segment(NOW_MS, "a", "1", "b", "2");
        segment(NOW_MS, "a", "3", "b", "4");
        log.raiseLogStart(3);

        assertThat(log.deleteOldSegments(4, NOW_MS)).isEqualTo(1);

        assertThat(log.logStartOffset()).isEqualTo(3);
        assertThat(log.segments().get(0).baseOffset()).isEqualTo(2);
    }

    @Test
    void deletedFilesAreRenamedAndGoAfterTheDelay() {
        segment(NOW_MS, "a", "1");
        FileSlice slice = Objects.requireNonNull(log.read(0, 1, 1_000, true));
        log.deleteOldSegments(1, NOW_MS + (1L << 40));
        String deleted = "00000000000000000000.log.deleted";
        assertThat(disk.list("t-0")).contains(deleted).doesNotContain("00000000000000000000.log");
        long dueMs = NOW_MS + (1L << 40) + 60_000;

        assertThat(log.deleteFiles(dueMs - 1)).isEqualTo(dueMs);
        assertThat(disk.list("t-0")).contains(deleted);
        assertThat(log.deleteFiles(dueMs)).isEqualTo(-1);

        assertThat(disk.list("t-0")).containsExactly("00000000000000000001.log");
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        assertThat(KeyedBatch.shown(bytes.flip())).containsExactly("0 a=1");
    }

    @Test
    void whatADeadProcessLeftIsRemovedByTheNext() {
        segment(NOW_MS, "a", "1");
        segment(NOW_MS, "a", "2");
        log.deleteOldSegments(1, NOW_MS + (1L << 40));

        log = open(SegmentSettings.DEFAULT, SegmentedLogSpec.Known.NOTHING);

        assertThat(disk.list("t-0")).noneMatch(name -> name.endsWith(".deleted"));
        assertThat(log.logStartOffset()).isEqualTo(1);
        assertThat(shown()).containsExactly("1 a=2");
    }

    // ---- compaction -----------------------------------------------------------------------------

    @Test
    void aCompactionMakesTheLogClean() {
        log.configure(COMPACTED);
        segment(NOW_MS, "a", "1", "b", "2");
        segment(NOW_MS, "a", "3");
        long dirtyBytes = log.sizeInBytes();
        assertThat(log.dirt(3, NOW_MS)).isEqualTo(new SegmentedLog.Dirt(0, dirtyBytes, false));
        assertThat(log.dirt(3, NOW_MS).ratio()).isEqualTo(1.0);

        CompactionRun.Progress progress = compact();

        assertThat(progress.done()).isTrue();
        assertThat(log.cleanedOffset()).isEqualTo(3);
        assertThat(log.dirt(3, NOW_MS))
                .isEqualTo(new SegmentedLog.Dirt(log.sizeInBytes(), 0, false));
        assertThat(shown()).containsExactly("1 b=2", "2 a=3");
        assertThat(log.startCompaction(3, 1_000, NOW_MS)).isNull();
    }

    @Test
    void thereIsNoneWhereThePolicyDoesNotSaySo() {
        segment(NOW_MS, "a", "1", "a", "2");

        assertThat(log.startCompaction(2, 1_000, NOW_MS)).isNull();
    }

    @Test
    void thereIsOneAtATime() {
        log.configure(COMPACTED);
        segment(NOW_MS, "a", "1", "a", "2");
        CompactionRun first = Objects.requireNonNull(log.startCompaction(2, 1_000, NOW_MS));

        assertThat(log.startCompaction(2, 1_000, NOW_MS)).isNull();
        first.abort();

        assertThat(log.startCompaction(2, 1_000, NOW_MS)).isNotNull();
    }

    @Test
    void onlyWhatLiesBelowTheUpperBoundIsCompacted() {
        log.configure(COMPACTED);
        segment(NOW_MS, "a", "1");
        segment(NOW_MS, "a", "2");
        segment(NOW_MS, "a", "3");

        CompactionRun run = Objects.requireNonNull(log.startCompaction(2, 1_000, NOW_MS));
        while (run.step(1_000)) {
            assertThat(log.logEndOffset()).isEqualTo(3);
        }

        assertThat(shown()).containsExactly("1 a=2", "2 a=3");
        assertThat(log.cleanedOffset()).isEqualTo(2);
    }

    @Test
    void readsAndAppendsGoOnMeanwhile() {
        log.configure(COMPACTED);
        for (int i = 0; i < 10; i++) {
            segment(NOW_MS + i, "a", "" + i, "key " + i, "v");
        }
        CompactionRun run = Objects.requireNonNull(log.startCompaction(20, 1_000, NOW_MS));
        FileSlice held = Objects.requireNonNull(log.read(2, 20, 1_000, true));
        int steps = 0;
        while (run.step(1)) {
            append(NOW_MS + 100, "b", "" + steps++);
            List<String> shown = shown();
            assertThat(shown).contains("18 a=9", "1 key 0=v", "19 key 9=v", "20 b=0");
            assertThat(shown).contains((19 + steps) + " b=" + (steps - 1));
            // A reader that goes on where it was, in a segment that is replaced meanwhile.
            FileSlice slice = Objects.requireNonNull(log.read(5, 20, 1, true));
            assertThat(KeyedBatch.shown(bytesOf(slice))).contains("5 key 2=v");
        }

        assertThat(steps).isGreaterThan(10);
        assertThat(KeyedBatch.shown(bytesOf(held))).containsExactly("2 a=1", "3 key 1=v");
        assertThat(log.cleanedOffset()).isEqualTo(20);
        assertThat(shown()).hasSize(11 + steps);
    }

    @Test
    void aTruncationADeletionANewStartAndTheEndOfTheLogEndIt() {
        assertEnds(2, running -> running.truncateTo(2));
        assertEnds(3, running -> running.startAt(7, NOW_MS));
        assertEnds(3, running -> running.deleteOldSegments(1, NOW_MS + (1L << 40)));
        assertEnds(3, SegmentedLog::close);
    }

    private void assertEnds(long upperBoundOffset, Consumer<SegmentedLog> what) {
        disk.list("t-0").forEach(name -> disk.delete("t-0/" + name));
        SegmentSettings settings =
                COMPACTED.with(new SegmentSettings.Retention(true, 604_800_000L, -1));
        log = open(settings, SegmentedLogSpec.Known.NOTHING);
        for (String key : List.of("a", "b", "c")) {
            // Too large to wait in a buffer.
            segment(NOW_MS, key, "v".repeat(100_000));
        }
        CompactionRun run =
                Objects.requireNonNull(log.startCompaction(upperBoundOffset, 1_000, NOW_MS));
        for (int i = 0; i < upperBoundOffset + 1; i++) {
            assertThat(run.step(1)).isTrue();
        }
        assertThat(disk.list("t-0")).anyMatch(name -> name.endsWith(".cleaned"));

        what.accept(log);

        assertThat(disk.list("t-0")).noneMatch(name -> name.endsWith(".cleaned"));
        assertThat(run.step(1_000)).isFalse();
        assertThat(run.progress().done()).isFalse();
    }

    @Test
    void timesAreFoundInACompactedSegment() {
        log.configure(COMPACTED);
        segment(NOW_MS + 50, "a", "1", "b", "2");
        segment(NOW_MS + 90, "c", "3");
        segment(NOW_MS + 10, "c", "4");
        segment(NOW_MS + 70, "a", "5");
        compact();

        assertThat(shown()).containsExactly("1 b=2", "3 c=4", "4 a=5");
        assertThat(log.offsetForTimestamp(NOW_MS, 9))
                .isEqualTo(new TimestampedOffset(1, NOW_MS + 51, 4));
        assertThat(log.offsetForTimestamp(NOW_MS + 52, 9))
                .isEqualTo(new TimestampedOffset(4, NOW_MS + 70, 4));
        assertThat(log.offsetForTimestamp(NOW_MS + 71, 9)).isNull();
        assertThat(log.offsetOfMaxTimestamp(9)).isEqualTo(new TimestampedOffset(4, NOW_MS + 70, 4));
    }

    @Test
    void aBareHeaderAnswersNoSearchByTime() {
        log.configure(COMPACTED);
        ByteBuffer batch = KeyedBatch.at(0).by(5, 0).from(NOW_MS + 99).put("a", "1").build();
        log.appendAsLeader(batch, how(NOW_MS));
        log.roll(NOW_MS);
        segment(NOW_MS, "a", "2", "b", "3");
        compact();

        assertThat(shown()).containsExactly("1 a=2", "2 b=3");
        assertThat(log.offsetForTimestamp(NOW_MS + 50, 9)).isNull();
        assertThat(log.offsetOfMaxTimestamp(9)).isEqualTo(new TimestampedOffset(2, NOW_MS + 1, 4));
    }

    @Test
    void aCompactedLogIsOpenedAsItWas() {
        log.configure(COMPACTED);
        segment(NOW_MS, "a", "1", "b", "2");
        segment(NOW_MS, "b", "3", "a", "4");
        compact();
        append(NOW_MS, "c", "5");
        log.flush();
        List<String> before = shown();
        log.close();
        for (boolean clean : new boolean[] {true, false}) {
            log = open(COMPACTED, new SegmentedLogSpec.Known(0, 5, 4, clean));

            assertThat(shown()).isEqualTo(before);
            assertThat(log.cleanedOffset()).isEqualTo(4);
            assertThat(log.dirt(5, NOW_MS).dirtyBytes()).isZero();
            log.close();
        }
    }

    /** Where records were taken, a batch may start above the recovery point, far from the last. */
    @Test
    void aCompactionReadsNoSegmentBelowTheLogStart() {
        log.configure(COMPACTED);
        segment(NOW_MS, "a", "1");
        segment(NOW_MS, "a", "2", "b", "3");
        segment(NOW_MS, "a", "4");
        append(NOW_MS, "c", "5");
        log.raiseLogStart(2);
        log.close();
        // A loss of power tore what nobody reads any more; recovery claims nothing of it.
        String oldest = "t-0/00000000000000000000.log";
        disk.setBytes(oldest, Arrays.copyOf(disk.bytes(oldest), 36));
        log = open(COMPACTED, new SegmentedLogSpec.Known(2, 0, 0, false));

        compact();

        assertThat(shown()).containsExactly("2 b=3", "3 a=4", "4 c=5");
    }

    @Test
    void aLogThatWasOnceCompactedIsOpenedAsItWas() {
        log.configure(COMPACTED);
        append(NOW_MS, "a", "1");
        append(NOW_MS, "b", "2");
        append(NOW_MS, "c", "3");
        append(NOW_MS, "a", "4");
        segment(NOW_MS, "b", "5");
        compact();
        log.flush();
        append(NOW_MS, "d", "6");
        List<String> before = shown();
        assertThat(before).containsExactly("2 c=3", "3 a=4", "4 b=5", "5 d=6");
        log.close();

        for (long recoveryPoint = 0; recoveryPoint <= 6; recoveryPoint++) {
            log =
                    open(
                            SegmentSettings.DEFAULT.with(SegmentSettings.Retention.NONE),
                            new SegmentedLogSpec.Known(0, recoveryPoint, 0, false));

            assertThat(shown()).as("durable up to %s", recoveryPoint).isEqualTo(before);
            log.close();
        }
    }

    // ---- what they use --------------------------------------------------------------------------

    private SegmentedLog open(SegmentSettings settings, SegmentedLogSpec.Known known) {
        return new SegmentLogLayer()
                .open(
                        new AppendLogLayer(),
                        new LogContext(disk, KeyedBatch.CODEC),
                        new SegmentedLogSpec("t-0", settings, known, NO_CHANCE, NOW_MS));
    }

    private void append(long timestampMs, String... pairs) {
        KeyedBatch batch = KeyedBatch.at(0).from(timestampMs);
        for (int i = 0; i < pairs.length; i += 2) {
            batch.put(pairs[i], pairs[i + 1]);
        }
        log.appendAsLeader(batch.build(), how(timestampMs));
    }

    private static LeaderAppend how(long nowMs) {
        return new LeaderAppend(4, TimestampType.CREATE_TIME, nowMs);
    }

    /** A batch in a segment of its own. */
    private void segment(long timestampMs, String... pairs) {
        append(timestampMs, pairs);
        log.roll(timestampMs);
    }

    private CompactionRun.Progress compact() {
        CompactionRun run =
                Objects.requireNonNull(log.startCompaction(log.logEndOffset(), 1 << 16, NOW_MS));
        while (run.step(100)) {
            assertThat(run.progress().done()).isFalse();
        }
        return run.progress();
    }

    private List<String> shown() {
        List<String> shown = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            FileSlice slice = log.read(offset, Long.MAX_VALUE, 1 << 20, true);
            if (slice == null) {
                break;
            }
            ByteBuffer bytes = bytesOf(slice);
            long next = offset;
            for (Record record : KeyedBatch.recordsOf(bytes)) {
                shown.add(KeyedBatch.shown(record));
            }
            while (bytes.hasRemaining()) {
                BatchHeader header = BatchHeader.at(bytes, bytes.position());
                next = header.nextOffset();
                bytes.position(bytes.position() + header.sizeInBytes());
            }
            assertThat(next).isGreaterThan(offset);
            offset = next;
        }
        return shown;
    }

    private static ByteBuffer bytesOf(FileSlice slice) {
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        return bytes.flip();
    }
}
