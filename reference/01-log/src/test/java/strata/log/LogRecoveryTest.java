package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static strata.log.Batches.NOW_MS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;

/** Step 1.7: after a crash there is an unbroken prefix, and no good batch of it is lost. */
final class LogRecoveryTest {
    private static final String FILE = "flights-0/00000000000000000000.log";
    private static final LeaderAppend AS_LEADER =
            new LeaderAppend(4, TimestampType.CREATE_TIME, NOW_MS);

    // Where each of five batches starts in the file of them, and where the last ends.
    private final List<Integer> starts = new ArrayList<>();
    private final byte[] whole = fiveBatches();
    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void aWholeFileIsKeptWhole() {
        storage.setBytes(FILE, whole);

        PartitionLog log = open(0);

        assertThat(log.recovery()).isEqualTo(new Recovery(whole.length, 0, ""));
        assertThat(log.logEndOffset()).isEqualTo(10);
        assertThat(log.sizeInBytes()).isEqualTo(whole.length);
    }

    @Test
    void aTailTornAtAnyByteIsCutAfterTheLastWholeBatch() {
        for (int size = 0; size <= whole.length; size++) {
            storage.setBytes(FILE, Arrays.copyOf(whole, size));
            int kept = batchesWithin(size);

            PartitionLog log = open(0);

            assertCutTo(log, kept, size - starts.get(kept));
        }
    }

    @Test
    void aTailOfZerosAfterAnyByteIsCutAfterTheLastWholeBatch() {
        for (int size = 0; size < whole.length; size++) {
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(whole, size), whole.length);
            storage.setBytes(FILE, zeroed);

            PartitionLog log = open(0);

            // The last bytes of a batch may be zeros, and then it is whole.
            int kept = batchesWithin(mismatch(zeroed));
            assertCutTo(log, kept, whole.length - starts.get(kept));
        }
    }

    @Test
    void aFlippedBitAnywhereCutsItsBatchAndWhatFollows() {
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            int batch = batchesWithin(bit / 8);
            int byteInBatch = bit / 8 - starts.get(batch);
            if (byteInBatch < 8 || (byteInBatch >= 12 && byteInBatch < 16)) {
                // Base offset and epoch are under no checksum: next test.
                continue;
            }
            storage.setBytes(FILE, flipped);

            PartitionLog log = open(0);

            assertCutTo(log, batch, whole.length - starts.get(batch));
        }
    }

    @Test
    void offsetsThatDoNotRiseAreCut() {
        int second = starts.get(1);
        for (long baseOffset : new long[] {1, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            byte[] bytes = whole.clone();
            ByteBuffer.wrap(bytes).putLong(second, baseOffset);
            storage.setBytes(FILE, bytes);

            PartitionLog log = open(0);

            assertCutTo(log, 1, whole.length - second);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -62, -13, -12, 0, 48, Integer.MAX_VALUE})
    void aLengthThatCannotBeIsCutEvenUnderACrcOfNothing(int length) {
        // A CRC of 0 is that of no bytes, which a length below a header's would cover.
        ByteBuffer header = ByteBuffer.allocate(BatchHeader.SIZE + 1).put(16, BatchHeader.MAGIC);
        header.putLong(0, 2).putInt(8, length);
        byte[] bytes = Arrays.copyOf(whole, starts.get(1) + header.limit());
        System.arraycopy(header.array(), 0, bytes, starts.get(1), header.limit());
        storage.setBytes(FILE, bytes);

        PartitionLog log = open(0);

        assertCutTo(log, 1, header.limit());
    }

    @Test
    void aGapInTheOffsetsIsNoFault() {
        ByteBuffer batches = Batches.joined(Batches.at(3, 5, "a"), Batches.at(9, 5, "b", "c"));
        storage.setBytes(FILE, Batches.copy(batches));

        PartitionLog log = open(0);

        assertThat(log.recovery().cutBytes()).isZero();
        assertThat(log.logEndOffset()).isEqualTo(11);
    }

    @Test
    void batchesBelowTheFilesBaseOffsetAreCut() {
        storage.setBytes("flights-0/00000000000000000005.log", Batches.copy(Batches.of("a")));

        PartitionLog log =
                new AppendLogLayer()
                        .open(
                                new LogContext(storage, Compression.UNSUPPORTED),
                                new LogSpec("flights-0", 5, 0));

        assertThat(log.logEndOffset()).isEqualTo(5);
        assertThat(log.sizeInBytes()).isZero();
    }

    @Test
    void aCutIsDurableBeforeTheLogIsUsed() {
        storage.setBytes(FILE, Arrays.copyOf(whole, whole.length - 1));

        PartitionLog log = open(0);

        storage.loseUnflushed();
        assertThat(storage.bytes(FILE)).isEqualTo(Arrays.copyOf(whole, starts.get(4)));
        assertThat(log.recoveryPoint()).isEqualTo(8);
        assertThat(log.startFlush()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 8})
    void badBytesThatWereDurableStopTheNodeAndStayAsTheyAre(long recoveryPoint) {
        // The batch of offsets 0 and 1 is bad when 2 or less was durable, else that of 6 and 7.
        int batch = recoveryPoint <= 2 ? 0 : 3;
        byte[] bad = whole.clone();
        bad[starts.get(batch) + 70]++;
        storage.setBytes(FILE, bad);

        assertThatThrownBy(() -> open(recoveryPoint))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(FILE)
                .hasMessageContaining("at byte " + starts.get(batch))
                .extracting(e -> ((StorageException) e).kind())
                .isEqualTo(StorageException.Kind.CORRUPT);
        assertThat(storage.bytes(FILE)).isEqualTo(bad);
    }

    @Test
    void durableBatchesThatAreGoneStopTheNode() {
        storage.setBytes(FILE, Arrays.copyOf(whole, starts.get(3)));

        assertThatThrownBy(() -> open(8))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the file ends")
                .extracting(e -> ((StorageException) e).kind())
                .isEqualTo(StorageException.Kind.CORRUPT);
    }

    @Test
    void aFileThatIsGoneStopsTheNodeAndNothingIsMadeDurableInItsPlace() {
        assertThatThrownBy(() -> open(8))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("at byte 0");

        storage.loseUnflushed();
        assertThat(storage.exists(FILE)).isFalse();
    }

    @Test
    void aTornTailAboveWhatWasDurableIsCut() {
        storage.setBytes(FILE, Arrays.copyOf(whole, starts.get(4) + 5));

        PartitionLog log = open(8);

        assertCutTo(log, 4, 5);
    }

    @Test
    void whatWasDurableIsStillDurable() {
        storage.setBytes(FILE, whole);

        PartitionLog log = open(6);

        assertThat(log.recoveryPoint()).isEqualTo(6);
        assertThat(log.logEndOffset()).isEqualTo(10);
    }

    @Test
    void aBatchLargerThanAPortionIsVerifiedInPortions() {
        byte[] large = new byte[3_500_000];
        Arrays.fill(large, (byte) 7);
        BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);
        ByteBuffer batch = writer.add(NOW_MS, null, ByteBuffer.wrap(large), List.of()).build();
        ByteBuffer small = Batches.at(1, NOW_MS, "small");
        byte[] bytes = Batches.copy(Batches.joined(batch, small));
        storage.setBytes(FILE, bytes);

        PartitionLog log = open(0);

        assertThat(log.logEndOffset()).isEqualTo(2);
        assertThat(storage.largestReadInBytes()).isEqualTo(1 << 20);
        for (int at : new int[] {70, 1 << 20, (1 << 20) + 1, batch.limit() - 1}) {
            byte[] bad = bytes.clone();
            bad[at]++;
            storage.setBytes(FILE, bad);
            assertThat(open(0).logEndOffset()).describedAs("byte %s", at).isZero();
        }
    }

    @Test
    void batchesThatStraddlePortionsAreVerified() {
        PartitionLog log = open(0);
        byte[] value = new byte[999];
        for (int i = 0; i < 3_000; i++) {
            BatchWriter writer = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);
            writer.add(NOW_MS, null, ByteBuffer.wrap(value, 0, i % 999), List.of());
            log.appendAsLeader(writer.build(), AS_LEADER);
        }

        PartitionLog reopened = open(0);

        assertThat(reopened.logEndOffset()).isEqualTo(3_000);
        assertThat(reopened.sizeInBytes()).isEqualTo(log.sizeInBytes()).isGreaterThan(1 << 20);
        for (int offset = 0; offset < 3_000; offset++) {
            FileSlice slice = Objects.requireNonNull(reopened.read(offset, 3_000, 0, true));
            ByteBuffer batch = ByteBuffer.wrap(MemoryStorage.take(slice));
            assertThat(BatchHeader.at(batch, 0).baseOffset()).isEqualTo(offset);
        }
    }

    private PartitionLog open(long recoveryPoint) {
        return new AppendLogLayer()
                .open(
                        new LogContext(storage, Compression.UNSUPPORTED),
                        new LogSpec("flights-0", 0, recoveryPoint));
    }

    private void assertCutTo(PartitionLog log, int batches, long cutBytes) {
        int size = starts.get(batches);
        assertThat(log.sizeInBytes()).isEqualTo(size);
        assertThat(log.logEndOffset()).isEqualTo(2L * batches);
        assertThat(storage.bytes(FILE)).isEqualTo(Arrays.copyOf(whole, size));
        assertThat(log.recovery().scannedBytes()).isEqualTo(size);
        assertThat(log.recovery().cutBytes()).isEqualTo(cutBytes);
        assertThat(log.recovery().reason().isEmpty()).isEqualTo(cutBytes == 0);
        log.appendAsLeader(Batches.of("next"), AS_LEADER);
        assertThat(open(0).logEndOffset()).isEqualTo(2L * batches + 1);
    }

    /** How many whole batches lie within the first bytes of the file. */
    private int batchesWithin(int size) {
        int count = 0;
        while (count < 5 && starts.get(count + 1) <= size) {
            count++;
        }
        return count;
    }

    private int mismatch(byte[] other) {
        int at = Arrays.mismatch(whole, other);
        return at < 0 ? whole.length : at;
    }

    private byte[] fiveBatches() {
        ByteBuffer all = ByteBuffer.allocate(1000);
        for (int i = 0; i < 5; i++) {
            starts.add(all.position());
            all.put(Batches.at(2L * i, NOW_MS, "first " + i, "second"));
        }
        starts.add(all.position());
        return Arrays.copyOf(all.array(), all.position());
    }
}
