package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;
import strata.log.AppendLogLayer;
import strata.log.Batches;
import strata.log.MemoryStorage;

final class SegmentLogTest {
    private final LogWorld world = new LogWorld();

    @Test
    void aRollStartsASegmentNamedByTheLogEndAndWritesTheIndexesOfTheOldOne() {
        SegmentedLog log = world.open(Known.NOTHING);
        append(log, "a", "b", "c");

        log.roll(world.nowMs);

        append(log, "d");
        assertThat(log.segments())
                .extracting(SegmentedLog.Segment::baseOffset)
                .containsExactly(0L, 3L);
        assertThat(world.storage.names())
                .containsExactly(
                        "t-0/00000000000000000000.index",
                        "t-0/00000000000000000000.log",
                        "t-0/00000000000000000000.timeindex",
                        "t-0/00000000000000000003.log");
        assertThat(world.bytes(0, ".index")).isEmpty();
        assertThat(world.bytes(0, ".timeindex"))
                .isEqualTo(ByteBuffer.allocate(12).putLong(Batches.NOW_MS + 2).putInt(2).array());
    }

    @Test
    void anEmptySegmentDoesNotRoll() {
        SegmentedLog log = world.open(Known.NOTHING);
        log.roll(world.nowMs);
        append(log, "a");
        log.roll(world.nowMs);
        log.roll(world.nowMs);

        assertThat(log.segments()).hasSize(2);
    }

    @Test
    void theNameOfANewSegmentIsDurableAtOnceAndTheBytesOfTheOldOneWhenTheyAreFlushed() {
        SegmentedLog log = world.open(Known.NOTHING);
        append(log, "a", "b");
        log.roll(world.nowMs);
        append(log, "c");
        PendingFlush old = Objects.requireNonNull(log.startFlushOfOldSegments());
        assertThat(old.endOffset()).isEqualTo(2);
        old.files().forEach(f -> f.flush());

        log.flushed(old);

        assertThat(log.recoveryPoint()).isEqualTo(2);
        assertThat(log.startFlushOfOldSegments()).isNull();
        world.storage.loseUnflushed();
        SegmentedLog again = world.open(new Known(0, 2, 0, false));
        assertThat(again.logEndOffset()).isEqualTo(2);
        assertThat(again.segments()).hasSize(2);
        assertThat(world.bytes(0, ".timeindex")).hasSize(12);
    }

    @Test
    void aSegmentRollsWhenItWouldGrowTooLarge() {
        int size = Batches.of("v").remaining();
        world.settings = SegmentSettings.DEFAULT.withSegmentBytes(3 * size);
        SegmentedLog log = world.open(Known.NOTHING);

        for (int i = 0; i < 7; i++) {
            append(log, "v");
        }

        assertThat(log.segments())
                .containsExactly(
                        new SegmentedLog.Segment(0, 3L * size),
                        new SegmentedLog.Segment(3, 3L * size),
                        new SegmentedLog.Segment(6, size));
        assertThat(log.sizeInBytes()).isEqualTo(7L * size);
    }

    @Test
    void aFollowersAppendRollsToo() {
        int size = Batches.of("v").remaining();
        world.settings = SegmentSettings.DEFAULT.withSegmentBytes(2 * size);
        SegmentedLog log = world.open(Known.NOTHING);

        for (int i = 0; i < 4; i++) {
            log.appendAsFollower(Batches.at(10L * i, world.nowMs, "v"));
        }

        assertThat(log.segments())
                .extracting(SegmentedLog.Segment::baseOffset)
                .containsExactly(0L, 11L);
        assertThat(readAll(log, 0)).hasSize(4 * size);
    }

    @Test
    void anAppendIsOneWriteAndNothingElse() {
        SegmentedLog log = world.open(Known.NOTHING);
        append(log, "first");
        int before = world.storage.stepCount();
        world.storage.forgetReads();

        for (int i = 0; i < 500; i++) {
            append(log, "value " + i);
        }

        assertThat(world.storage.stepCount() - before).isEqualTo(500);
        assertThat(world.storage.readCount()).isZero();
    }

    @Test
    void aReaderThatFollowsTheEndReadsNothingButItsSlices() {
        SegmentedLog log = world.open(Known.NOTHING);
        append(log, "first");
        MemoryStorage.take(log.read(0, 1, 1_000, true));
        world.storage.forgetReads();

        for (int i = 1; i < 300; i++) {
            assertThat(log.read(i, i, 10_000, true)).isNull();
            append(log, "value " + i);
            FileSlice slice = log.read(i, i + 1, 10_000, true);
            assertThat(Batches.values(MemoryStorage.take(slice))).containsExactly("value " + i);
        }

        assertThat(world.storage.readCount()).isZero();
    }

    @Test
    void goingOnThroughOldSegmentsCostsTheSameHoweverLargeTheyAre() {
        double small = readsPerFetch(500);
        double large = readsPerFetch(5_000);

        assertThat(large).isLessThan(5).isLessThan(1.3 * small);
    }

    private static double readsPerFetch(int batches) {
        LogWorld world = new LogWorld();
        world.settings = LogWorld.withIndexInterval(100);
        SegmentedLog log = world.open(Known.NOTHING);
        for (int i = 0; i < batches; i++) {
            append(log, "v".repeat(80));
        }
        log.roll(world.nowMs);
        world.storage.forgetReads();
        int fetches = 0;
        long offset = 0;
        while (offset < batches) {
            FileSlice slice = log.read(offset, log.logEndOffset(), 3_000, true);
            offset += Batches.values(MemoryStorage.take(slice)).size();
            fetches++;
        }
        return (double) world.storage.readCount() / fetches;
    }

    @Test
    void oneSliceIsOfOneSegment() {
        SegmentedLog log = world.open(Known.NOTHING);
        append(log, "a");
        append(log, "b");
        log.roll(world.nowMs);
        append(log, "c");

        assertThat(Batches.values(MemoryStorage.take(log.read(0, 3, 10_000, true))))
                .containsExactly("a", "b");
        assertThat(Batches.values(MemoryStorage.take(log.read(2, 3, 10_000, true))))
                .containsExactly("c");
    }

    @Test
    void filesOfLayerOneAreALogOfOneSegment() {
        PartitionLog old =
                new AppendLogLayer().open(world.context(), LogSpec.of(LogWorld.DIRECTORY));
        old.appendAsFollower(Batches.of("a", "b"));
        old.appendAsFollower(Batches.at(2, world.nowMs, "c"));
        old.close();

        SegmentedLog log = world.open(Known.NOTHING);

        assertThat(log.logEndOffset()).isEqualTo(3);
        assertThat(Batches.values(readAll(log, 0))).containsExactly("a", "b", "c");
        append(log, "d");
        assertThat(Batches.values(readAll(log, 1))).containsExactly("a", "b", "c", "d");
    }

    @Test
    void recordsBelowARaisedLogStartAreNotFound() {
        SegmentedLog log = world.open(Known.NOTHING);
        log.appendAsFollower(Batches.at(0, 100, "a", "b", "c", "d"));

        log.raiseLogStart(2);

        assertThat(log.logStartOffset()).isEqualTo(2);
        assertThat(log.recoveryPoint()).isEqualTo(2);
        assertThat(log.offsetForTimestamp(0, 4)).isEqualTo(new TimestampedOffset(2, 102, -1));
        assertThat(log.offsetOfMaxTimestamp(4)).isEqualTo(new TimestampedOffset(3, 103, -1));
        log.raiseLogStart(1);
        assertThat(log.logStartOffset()).isEqualTo(2);
    }

    @Test
    void startingAtAnOffsetLeavesOneEmptySegmentThere() {
        SegmentedLog log = threeSegments();

        log.startAt(500, world.nowMs);

        assertThat(log.segments()).containsExactly(new SegmentedLog.Segment(500, 0));
        assertThat(log.logStartOffset()).isEqualTo(500);
        assertThat(log.logEndOffset()).isEqualTo(500);
        assertThat(world.storage.names()).containsExactly("t-0/00000000000000000500.log");
        append(log, "x");
        world.storage.loseUnflushed();
        assertThat(world.open(new Known(500, 500, 0, false)).logEndOffset()).isEqualTo(500);
    }

    @Test
    void aTruncatedLogGoesOnInTheSegmentThatIsLeft() {
        SegmentedLog log = threeSegments();
        log.flush();

        log.truncateTo(3);

        assertThat(log.logEndOffset()).isEqualTo(3);
        assertThat(log.segments())
                .extracting(SegmentedLog.Segment::baseOffset)
                .containsExactly(0L, 2L);
        append(log, "new");
        assertThat(Batches.values(readAll(log, 0))).containsExactly("v0", "v1", "v2", "new");
        world.storage.loseUnflushed();
        SegmentedLog again = world.open(Known.NOTHING);
        assertThat(again.logEndOffset()).isEqualTo(3);
    }

    @Test
    void aDiskThatIsFullInTheMiddleOfARollLeavesALogThatOpensAgainWithAllOfIt() {
        for (int n = 1; n <= 4; n++) {
            LogWorld full = new LogWorld();
            SegmentedLog log = full.open(Known.NOTHING);
            for (int i = 0; i < 200; i++) {
                append(log, "value " + i);
            }
            log.flush();
            Known known = new Known(0, log.recoveryPoint(), 0, false);
            full.storage.failFromWrite(n);
            String failed = "";
            try {
                log.roll(full.nowMs);
                append(log, "one more");
                append(log, "and one");
            } catch (StorageException e) {
                failed = e.kind().name();
            }
            assertThat(failed).isEqualTo("FULL");
            full.storage.loseUnflushed();

            SegmentedLog again = full.open(known);

            assertThat(again.logEndOffset()).isEqualTo(200);
            assertThat(Batches.values(readAll(again, 0))).hasSize(200).contains("value 199");
            append(again, "it goes on");
        }
    }

    @Test
    void anOffsetOutOfRangeIsTheCallersMistake() {
        SegmentedLog log = threeSegments();
        log.raiseLogStart(1);

        assertThatThrownBy(() -> log.read(0, 9, 9, true)).hasMessageContaining("log start");
        assertThatThrownBy(() -> log.read(7, 9, 9, true)).hasMessageContaining("log end");
        assertThatThrownBy(() -> log.raiseLogStart(7)).hasMessageContaining("log end");
    }

    /** Offsets 0 to 5, two in each segment. */
    private SegmentedLog threeSegments() {
        SegmentedLog log = world.open(Known.NOTHING);
        for (int i = 0; i < 6; i++) {
            append(log, "v" + i);
            if (i % 2 == 1 && i < 5) {
                log.roll(world.nowMs);
            }
        }
        return log;
    }

    static void append(SegmentedLog log, String... values) {
        log.appendAsLeader(
                Batches.of(values), new LeaderAppend(1, TimestampType.CREATE_TIME, Batches.NOW_MS));
    }

    /** All batches from an offset on. */
    static byte[] readAll(SegmentedLog log, long offset) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long next = offset;
        FileSlice slice = log.read(next, log.logEndOffset(), 1_000_000, true);
        while (slice != null) {
            byte[] bytes = MemoryStorage.take(slice);
            all.writeBytes(bytes);
            List<Record> records = Batches.records(ByteBuffer.wrap(bytes), Compression.UNSUPPORTED);
            next = records.get(records.size() - 1).offset() + 1;
            slice = log.read(next, log.logEndOffset(), 1_000_000, true);
        }
        return all.toByteArray();
    }
}
