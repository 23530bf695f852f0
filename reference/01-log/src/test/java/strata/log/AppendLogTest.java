package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.log.Batches.NOW_MS;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/** Steps 1.5 and 1.8: append, truncate, and what flush makes durable. */
final class AppendLogTest {
    private static final LogSpec SPEC = LogSpec.of("flights-0");
    private static final String FILE = "flights-0/00000000000000000000.log";
    private static final LeaderAppend CREATE_TIME =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);

    private final MemoryStorage storage = new MemoryStorage();

    // --- 1.5 append and assign offsets

    @Test
    void aNewLogIsEmpty() {
        PartitionLog log = open(SPEC);

        assertThat(log.logStartOffset()).isZero();
        assertThat(log.logEndOffset()).isZero();
        assertThat(log.recoveryPoint()).isZero();
        assertThat(log.sizeInBytes()).isZero();
        assertThat(log.startFlush()).isNull();
        assertThat(log.read(0, Long.MAX_VALUE, 1000, true)).isNull();
    }

    @Test
    void theLeaderNumbersTheRecordsWhateverOffsetsTheyCameWith() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.of("a", "b", "c"), CREATE_TIME);

        Appended appended =
                log.appendAsLeader(
                        Batches.joined(Batches.at(900, NOW_MS, "d", "e"), Batches.of("f")),
                        CREATE_TIME);

        assertThat(appended).isEqualTo(new Appended(3, 5));
        assertThat(log.logEndOffset()).isEqualTo(6);
        assertThat(stored()).extracting(Record::offset).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(Batches.values(storage.bytes(FILE)))
                .containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void offsetsGoOnWhereTheFileStarts() {
        PartitionLog log = open(new LogSpec("flights-0", 1L << 33, 0));

        Appended appended = log.appendAsLeader(Batches.of("a", "b"), CREATE_TIME);

        assertThat(appended).isEqualTo(new Appended(1L << 33, (1L << 33) + 1));
        assertThat(storage.exists("flights-0/00000000008589934592.log")).isTrue();
    }

    @Test
    void theLeadersEpochIsInEveryBatchAndNothingElseChanges() {
        PartitionLog log = open(SPEC);
        ByteBuffer batch = Batches.of("a", "b");

        log.appendAsLeader(Batches.joined(batch, batch), CREATE_TIME);

        ByteBuffer expected = Batches.joined(batch, batch);
        BatchHeader.at(expected, 0).setPartitionLeaderEpoch(4);
        BatchHeader second = BatchHeader.at(expected, batch.limit());
        second.setPartitionLeaderEpoch(4);
        second.setBaseOffset(2);
        assertThat(storage.bytes(FILE)).isEqualTo(Batches.copy(expected));
        assertThat(new BatchFormat().check(expected, Compression.UNSUPPORTED)).isNull();
    }

    @Test
    void aLeaderThatStampsGivesEveryRecordTheAppendTimeUnderAGoodCrc() {
        PartitionLog log = open(SPEC);
        LeaderAppend stamping = new LeaderAppend(4, TimestampType.LOG_APPEND_TIME, NOW_MS + 77);

        log.appendAsLeader(Batches.joined(Batches.of("a", "b"), Batches.of("c")), stamping);

        ByteBuffer bytes = ByteBuffer.wrap(storage.bytes(FILE));
        assertThat(new BatchFormat().check(bytes, Compression.UNSUPPORTED)).isNull();
        assertThat(stored())
                .extracting(Record::timestampMs)
                .containsExactly(NOW_MS + 77, NOW_MS + 77, NOW_MS + 77);
    }

    @Test
    void theCallersBufferStaysWhereItWas() {
        PartitionLog log = open(SPEC);
        ByteBuffer batches = Batches.joined(Batches.of("skip"), Batches.of("a"), Batches.of("no"));
        int start = Batches.of("skip").limit();
        int end = start + Batches.of("a").limit();
        batches.position(start).limit(end);

        log.appendAsLeader(batches, CREATE_TIME);
        log.appendAsFollower(batches.duplicate().putLong(start, 1));

        assertThat(batches.position()).isEqualTo(start);
        assertThat(batches.limit()).isEqualTo(end);
        assertThat(Batches.values(storage.bytes(FILE))).containsExactly("a", "a");
    }

    @Test
    void aFollowerStoresTheLeadersBytes() {
        PartitionLog log = open(SPEC);
        ByteBuffer batches =
                Batches.joined(Batches.at(0, 5, "a"), Batches.at(1, 5, "b"), Batches.at(9, 5, "c"));
        byte[] before = Batches.copy(batches);

        Appended appended = log.appendAsFollower(batches);

        assertThat(appended).isEqualTo(new Appended(0, 9));
        assertThat(log.logEndOffset()).isEqualTo(10);
        assertThat(storage.bytes(FILE)).isEqualTo(before);
    }

    @Test
    void aFollowerThatGoesBackIsABug() {
        PartitionLog log = open(SPEC);
        log.appendAsFollower(Batches.at(0, 5, "a", "b"));

        assertThatThrownBy(() -> log.appendAsFollower(Batches.at(1, 5, "x")))
                .isInstanceOf(Check.CheckFailed.class);
        ByteBuffer falling = Batches.joined(Batches.at(7, 5, "x"), Batches.at(6, 5, "y"));
        assertThatThrownBy(() -> log.appendAsFollower(falling))
                .isInstanceOf(Check.CheckFailed.class);
        assertThat(Batches.values(storage.bytes(FILE))).containsExactly("a", "b");
    }

    @Test
    void aFailedWriteStopsTheNodeAndAcknowledgesNothing() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.of("a"), CREATE_TIME);
        storage.failFromWrite(1);

        assertThatThrownBy(() -> log.appendAsLeader(Batches.of("b"), CREATE_TIME))
                .isInstanceOf(StorageException.class);

        assertThat(log.logEndOffset()).isEqualTo(1);
        assertThat(open(SPEC).logEndOffset()).isEqualTo(1);
    }

    // --- truncate

    @ParameterizedTest
    @CsvSource({"9, 8", "8, 8", "7, 5", "6, 5", "5, 5", "4, 3", "3, 3", "2, 0", "1, 0", "0, 0"})
    void truncatingRemovesEveryBatchThatHoldsTheOffsetOrMore(long offset, long expectedEnd) {
        PartitionLog log = threeBatches();
        byte[] before = storage.bytes(FILE);

        log.truncateTo(offset);

        assertThat(log.logEndOffset()).isEqualTo(expectedEnd);
        assertThat(storage.bytes(FILE)).isEqualTo(prefix(before, (int) log.sizeInBytes()));
        assertThat(stored()).hasSize((int) expectedEnd);
        Appended next = log.appendAsLeader(Batches.of("new"), CREATE_TIME);
        assertThat(next.firstOffset()).isEqualTo(expectedEnd);
        assertThat(text(log.read(expectedEnd, 99, 999, false))).isEqualTo("new");
    }

    @Test
    void truncatingInAGapEndsTheLogAfterItsLastRecord() {
        PartitionLog log = open(SPEC);
        log.appendAsFollower(Batches.at(0, 5, "a", "b"));
        log.appendAsFollower(Batches.at(10, 5, "c"));

        log.truncateTo(7);

        assertThat(log.logEndOffset()).isEqualTo(2);
        assertThat(open(new LogSpec("flights-0", 0, log.recoveryPoint())).logEndOffset())
                .isEqualTo(2);
    }

    @Test
    void whatWasTruncatedDoesNotComeBackBehindWhatWasWrittenInItsPlace() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.of("a"), CREATE_TIME);
        log.appendAsLeader(Batches.of("b"), CREATE_TIME);
        log.appendAsLeader(Batches.of("c"), CREATE_TIME);
        log.flush();

        log.truncateTo(1);
        storage.loseUnflushed();

        assertThat(Batches.values(storage.bytes(FILE))).containsExactly("a");
    }

    // --- 1.8 flush, and what durable means

    @Test
    void whatWasFlushedSurvivesTheDeathOfTheMachine() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.of("a", "b"), CREATE_TIME);
        log.flush();
        log.appendAsLeader(Batches.of("c"), CREATE_TIME);
        assertThat(log.recoveryPoint()).isEqualTo(2);

        storage.loseUnflushed();

        PartitionLog reopened = open(new LogSpec("flights-0", 0, 2));
        assertThat(reopened.logEndOffset()).isEqualTo(2);
        assertThat(reopened.recoveryPoint()).isEqualTo(2);
        assertThat(text(reopened.read(0, 9, 999, false))).isEqualTo("a b");
    }

    @Test
    void whatWasAppendedSurvivesTheDeathOfTheProcess() {
        open(SPEC).appendAsLeader(Batches.of("a", "b"), CREATE_TIME);

        PartitionLog reopened = open(SPEC);

        assertThat(reopened.logEndOffset()).isEqualTo(2);
        assertThat(reopened.recoveryPoint()).isZero();
        assertThat(reopened.startFlush()).isNotNull();
    }

    @Test
    void aNewLogsNameIsDurableBeforeAnythingIsInIt() {
        open(SPEC);

        storage.loseUnflushed();

        assertThat(storage.exists(FILE)).isTrue();
    }

    @Test
    void theNameOfAnEmptyLogIsMadeDurableAgain() {
        // A process may have died between making the file and making its name durable.
        storage.open(FILE);

        open(SPEC);

        storage.loseUnflushed();
        assertThat(storage.exists(FILE)).isTrue();
    }

    @Test
    void aDirectoryWithinADirectoryIsDurableInTheOneAboveIt() {
        storage.open("data");
        storage.syncDirectory("");

        open(LogSpec.of("data/flights-0"));

        storage.loseUnflushed();
        assertThat(storage.exists("data/" + FILE)).isTrue();
    }

    @Test
    void aFlushRaisesTheRecoveryPointOnlyWhenItIsDone() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.of("a", "b"), CREATE_TIME);

        PendingFlush first = Objects.requireNonNull(log.startFlush());
        log.appendAsLeader(Batches.of("c"), CREATE_TIME);
        PendingFlush second = Objects.requireNonNull(log.startFlush());

        assertThat(log.recoveryPoint()).isZero();
        assertThat(first.endOffset()).isEqualTo(2);
        log.flushed(second);
        assertThat(log.recoveryPoint()).isEqualTo(3);
        log.flushed(first);
        assertThat(log.recoveryPoint()).isEqualTo(3);
        assertThat(log.startFlush()).isNull();
    }

    @Test
    void aFlushOfWhatWasTruncatedSaysNothingOfWhatCameAfter() {
        PartitionLog log = open(SPEC);
        log.appendAsLeader(Batches.of("a", "b"), CREATE_TIME);
        PendingFlush ofTheOld = Objects.requireNonNull(log.startFlush());
        log.truncateTo(0);
        log.appendAsLeader(Batches.of("c", "d"), CREATE_TIME);
        PendingFlush ofTheNew = Objects.requireNonNull(log.startFlush());
        assertThat(ofTheOld).isEqualTo(ofTheNew);

        log.flushed(ofTheOld);
        assertThat(log.recoveryPoint()).isZero();

        ofTheNew.files().forEach(StorageFile::flush);
        log.flushed(ofTheNew);
        assertThat(log.recoveryPoint()).isEqualTo(2);
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

    private List<Record> stored() {
        return Batches.records(ByteBuffer.wrap(storage.bytes(FILE)), Compression.UNSUPPORTED);
    }

    private static String text(@Nullable FileSlice slice) {
        return slice == null ? "" : String.join(" ", Batches.values(MemoryStorage.take(slice)));
    }

    private static byte[] prefix(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, count);
    }
}
