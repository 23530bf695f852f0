package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.log.Batches.NOW_MS;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.TimestampType;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.storage.FileSlice;

/** Step 1.6: from any offset, whole batches within both limits; and by time. */
final class LogReadTest {
    private static final LogSpec SPEC = LogSpec.of("flights-0");
    private static final LeaderAppend CREATE_TIME =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);

    private final MemoryStorage storage = new MemoryStorage();

    @ParameterizedTest
    @CsvSource({
        "0, a b c d e f g h",
        "1, a b c d e f g h",
        "2, a b c d e f g h",
        "3, d e f g h",
        "4, d e f g h",
        "5, f g h",
        "7, f g h",
        "8, ''"
    })
    void aReadStartsWithTheWholeBatchThatHoldsTheOffset(long offset, String expected) {
        PartitionLog log = threeBatches();

        FileSlice slice = log.read(offset, Long.MAX_VALUE, Integer.MAX_VALUE, false);

        assertThat(text(slice)).isEqualTo(expected);
    }

    // The batches have 85, 77 and 85 bytes and end before offsets 3, 5 and 8.
    @ParameterizedTest
    @CsvSource({
        "0, 9, 247, false, a b c d e f g h",
        "0, 9, 246, false, a b c d e",
        "0, 9, 162, false, a b c d e",
        "0, 9, 161, false, a b c",
        "0, 9, 85, false, a b c",
        "0, 9, 84, false, ''",
        "0, 9, 84, true, a b c",
        "0, 9, 0, true, a b c",
        "0, 9, -1, true, a b c",
        "0, 9, -1, false, ''",
        "4, 9, 77, false, d e",
        "4, 9, 76, false, ''",
        "4, 9, 76, true, d e",
        "0, 8, 999, true, a b c d e f g h",
        "0, 7, 999, true, a b c d e",
        "0, 5, 999, true, a b c d e",
        "0, 4, 999, true, a b c",
        "0, 3, 999, true, a b c",
        "0, 2, 999, true, ''",
        "0, 0, 999, true, ''",
        "4, 5, 999, true, d e",
        "4, 4, 999, true, ''",
        "0, 5, 85, true, a b c",
        "0, 3, 162, true, a b c"
    })
    void aReadKeepsToBothItsLimits(
            long offset, long upperBound, int maxBytes, boolean atLeastOne, String expected) {
        PartitionLog log = threeBatches();

        FileSlice slice = log.read(offset, upperBound, maxBytes, atLeastOne);

        assertThat(text(slice)).isEqualTo(expected);
    }

    @Test
    void inAGapAReadStartsWithTheNextBatch() {
        PartitionLog log = open(SPEC);
        log.appendAsFollower(Batches.at(2, 5, "a", "b"));
        log.appendAsFollower(Batches.at(10, 5, "c"));

        assertThat(text(log.read(0, 99, 999, false))).isEqualTo("a b c");
        assertThat(text(log.read(4, 99, 999, false))).isEqualTo("c");
        assertThat(text(log.read(9, 99, 999, false))).isEqualTo("c");
    }

    @Test
    void aReadOutOfRangeIsABug() {
        PartitionLog log = open(new LogSpec("flights-0", 5, 0));
        log.appendAsLeader(Batches.of("a"), CREATE_TIME);

        assertThatThrownBy(() -> log.read(4, 99, 999, true)).isInstanceOf(Check.CheckFailed.class);
        assertThatThrownBy(() -> log.read(7, 99, 999, true)).isInstanceOf(Check.CheckFailed.class);
    }

    @Test
    void aReadSliceIsHeldUntilTheCallerReleasesIt() {
        PartitionLog log = threeBatches();
        log.read(8, 9, 999, true);
        assertThat(storage.slicesHeld()).isZero();

        FileSlice slice = Objects.requireNonNull(log.read(0, 9, 999, true));

        assertThat(storage.slicesHeld()).isEqualTo(1);
        slice.release();
        assertThat(storage.slicesHeld()).isZero();
    }

    @Test
    void aReadOfALargeLogLooksAtFewBytes() {
        PartitionLog log = open(SPEC);
        for (int i = 0; i < 5_000; i++) {
            log.appendAsLeader(Batches.of("record " + i, "x".repeat(i % 700)), CREATE_TIME);
        }
        for (int offset = 0; offset < 10_000; offset += 7) {
            storage.forgetReads();

            FileSlice slice = log.read(offset, 9_000, 1 << 20, false);

            assertThat(storage.readCount() * storage.largestReadInBytes())
                    .isLessThanOrEqualTo(25_000);
            assertThat(slice != null).isEqualTo(offset < 9_000);
        }
    }

    @Test
    void aRecordIsFoundByItsTime() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.withTimestamps(100, 300, 200), CREATE_TIME);
        log.appendAsLeader(Batches.withTimestamps(50, 400, 400), CREATE_TIME);

        assertThat(log.offsetForTimestamp(0, 99)).isEqualTo(new TimestampedOffset(0, 100, 4));
        assertThat(log.offsetForTimestamp(101, 99)).isEqualTo(new TimestampedOffset(1, 300, 4));
        assertThat(log.offsetForTimestamp(301, 99)).isEqualTo(new TimestampedOffset(4, 400, 4));
        assertThat(log.offsetForTimestamp(401, 99)).isNull();
        assertThat(log.offsetForTimestamp(301, 4)).isNull();
        assertThat(log.offsetForTimestamp(300, 1)).isNull();
    }

    @Test
    void theGreatestTimestampIsFoundBelowTheBound() {
        PartitionLog log = open(SPEC);
        assertThat(log.offsetOfMaxTimestamp(99)).isNull();
        log.appendAsLeader(Batches.withTimestamps(100, 300, 300), CREATE_TIME);
        log.appendAsLeader(Batches.withTimestamps(50, 400, 200), CREATE_TIME);
        log.appendAsLeader(Batches.withTimestamps(400, 1), CREATE_TIME);

        assertThat(log.offsetOfMaxTimestamp(99)).isEqualTo(new TimestampedOffset(4, 400, 4));
        assertThat(log.offsetOfMaxTimestamp(5)).isEqualTo(new TimestampedOffset(4, 400, 4));
        assertThat(log.offsetOfMaxTimestamp(4)).isEqualTo(new TimestampedOffset(1, 300, 4));
        assertThat(log.offsetOfMaxTimestamp(1)).isEqualTo(new TimestampedOffset(0, 100, 4));
        assertThat(log.offsetOfMaxTimestamp(0)).isNull();
    }

    private PartitionLog open(LogSpec spec) {
        return new AppendLogLayer().open(new LogContext(storage, Compression.UNSUPPORTED), spec);
    }

    /** Offsets 0-2 "a b c", 3-4 "d e", 5-7 "f g h". */
    private PartitionLog threeBatches() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.of("a", "b", "c"), CREATE_TIME);
        log.appendAsLeader(Batches.of("d", "e"), CREATE_TIME);
        log.appendAsLeader(Batches.of("f", "g", "h"), CREATE_TIME);
        return log;
    }

    private static String text(@Nullable FileSlice slice) {
        return slice == null ? "" : String.join(" ", Batches.values(MemoryStorage.take(slice)));
    }
}
