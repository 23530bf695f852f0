package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.log.Batches.NOW_MS;
import static strata.log.Batches.bytes;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;

/** Step 1.4: what is not exactly a batch is refused, and costs no memory. */
final class BatchCheckerTest {
    private static final Compression NO_CODEC = Compression.UNSUPPORTED;
    // Attributes, deltas 0 and 0, null key, null value, no headers.
    private static final String SMALLEST_RECORD = "0c" + "00" + "00" + "00" + "01" + "01" + "00";

    @Test
    void goodBatchesPassUnchangedAndUnmoved() {
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            ByteBuffer batches =
                    Batches.joined(
                            Batches.random(random, BatchSpec.at(i), NO_CODEC),
                            Batches.random(random, BatchSpec.at(0), NO_CODEC));
            byte[] before = Batches.copy(batches);

            assertThat(check(batches)).isNull();
            assertThat(Batches.copy(batches)).isEqualTo(before);
        }
    }

    @Test
    void noBatchAtAllPasses() {
        assertThat(check(ByteBuffer.allocate(0))).isNull();
    }

    @Test
    void everyFlippedBitIsRefusedUnlessTheLeaderSetsThatFieldAnyway() {
        ByteBuffer batch = Batches.of("one", "two", "three");
        for (int bit = 0; bit < 8 * batch.limit(); bit++) {
            boolean leaderSetsIt = bit < 8 * 8 || (bit >= 12 * 8 && bit < 16 * 8);

            ByteBuffer flipped = flip(batch, bit);

            assertThat(check(flipped) == null).describedAs("bit %s", bit).isEqualTo(leaderSetsIt);
        }
    }

    @Test
    void everyCutIsRefused() {
        ByteBuffer batch = Batches.of("one", "two");
        for (int size = 1; size < batch.limit(); size++) {
            assertFault(check(batch.duplicate().limit(size)), ErrorCode.CORRUPT_MESSAGE, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -13, -12, -1, 0, 48, 65, Integer.MAX_VALUE})
    void aLengthThatCannotBeIsRefused(int length) {
        ByteBuffer batch = rawBatch(1, SMALLEST_RECORD);

        batch.putInt(8, length);

        assertFault(check(batch), ErrorCode.CORRUPT_MESSAGE, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, INVALID_RECORD",
        "1, INVALID_RECORD",
        "3, CORRUPT_MESSAGE",
        "-1, CORRUPT_MESSAGE"
    })
    void aMagicOtherThanTwoIsRefused(byte magic, ErrorCode expected) {
        ByteBuffer batch = Batches.of("a").put(16, magic);

        assertFault(check(batch), expected, 0);
    }

    @Test
    void anOldMessageShorterThanAHeaderIsKnownByItsMagic() {
        ByteBuffer message = ByteBuffer.allocate(34).putInt(8, 22).put(16, (byte) 1);

        assertFault(check(message), ErrorCode.INVALID_RECORD, 0);
    }

    @Test
    void theFaultSaysWhereItsBatchStarts() {
        ByteBuffer first = Batches.of("a", "b");
        ByteBuffer joined = Batches.joined(Batches.of("x"), first, flip(first, 8 * 62));
        int start = Batches.of("x").limit();

        BatchFault fault = check(joined.position(start));

        assertFault(fault, ErrorCode.CORRUPT_MESSAGE, first.limit());
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7})
    void anUnknownCodecIsRefused(int code) {
        ByteBuffer batch = Batches.of("a").putShort(21, (short) code);

        assertFault(check(Batches.withCrc(batch)), ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void aCodecThatIsNotHereIsRefused(CompressionType type) {
        ByteBuffer batch = Batches.of("a").putShort(21, (short) type.code());

        assertFault(check(Batches.withCrc(batch)), ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1",
        "-1, -2",
        "1, 1",
        "3, 2",
        "2, 0",
        "2, 2",
        "1, 0",
        "2147483647, 2147483646"
    })
    void aCountThatIsNotTheRecordsIsRefused(int count, int lastOffsetDelta) {
        ByteBuffer batch = Batches.of("a", "b").putInt(57, count).putInt(23, lastOffsetDelta);

        assertFault(check(Batches.withCrc(batch)), ErrorCode.INVALID_RECORD, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, '', it holds no record",
        "-1, '', it holds less than no record",
        "1, '', the record is missing",
        "1, 0c0000000101, the record is cut",
        "1, 0c00000001010000, a byte is left over",
        "1, 0a000000010100, it is longer than it says",
        "1, 0e000000010100, it is shorter than it says",
        "1, 00, it has no bytes",
        "1, 01, its length is negative",
        "1, ffffffff0f, its length is 2 GiB below zero",
        "1, feffffff0f000000010100, its length is 2 GiB",
        "1, 0c000002010100, its offset delta is 1 where 0 is expected",
        "2, 0c0000000101000c000000010100, two have offset delta 0",
        "2, 0c0000020101000c000000010100, they are numbered backwards",
        "1, 0c000000060100, its key is longer than its rest",
        "1, 14000000feffffff0f0101, its key has 2 GiB",
        "1, 14000000010cfeffffff0f, its value is longer than its rest",
        "1, 0c000000010101, it has -1 headers",
        "1, 0c000000010102, its only header is missing",
        "1, 10000000010102 01 01, its header has no name",
        "1, 14000000010102 0268 0478, its header's value is cut",
        "1, 14000000010104 0268 0178, its second header is cut",
        "1, 140000000101feffffff0f, it has 2^31 - 1 headers",
        "1, 0c8080808080808080808001, its timestamp delta has 11 bytes",
    })
    void recordsThatAreNotWhatTheySayAreRefused(int count, String records, String how) {
        ByteBuffer batch = rawBatch(count, records.replace(" ", ""));

        assertThat(check(batch)).describedAs(how).isNotNull();
        assertFault(check(batch), ErrorCode.INVALID_RECORD, 0);
    }

    @Test
    void theSmallestRecordPasses() {
        assertThat(check(rawBatch(1, SMALLEST_RECORD))).isNull();
    }

    @Test
    void compressedRecordsAreCheckedLikePlainOnes() {
        Deflate codec = new Deflate();
        String[] bad = {
            "0c0000000101", "0c00000001010000", "0c000002010100", "14000000feffffff0f01"
        };
        for (String records : bad) {
            BatchFault fault = new BatchFormat().check(packed(records, codec), codec);
            assertFault(fault, ErrorCode.INVALID_RECORD, 0);
        }

        BatchFault none = new BatchFormat().check(packed(SMALLEST_RECORD, codec), codec);

        assertThat(none).isNull();
        assertThat(codec.open).isZero();
    }

    @Test
    void bytesThatTheirCodecDidNotWriteAreRefused() {
        Deflate codec = new Deflate();
        ByteBuffer batch = Batches.of("a", "b").putShort(21, (short) CompressionType.GZIP.code());

        BatchFault fault = new BatchFormat().check(Batches.withCrc(batch), codec);

        assertFault(fault, ErrorCode.INVALID_RECORD, 0);
        assertThat(codec.open).isZero();
    }

    @Test
    void aLieAboutALengthIsSeenBeforeTheBytesAreDecompressed() {
        Deflate codec = new Deflate();
        // A record of 100 bytes whose key claims 16 MiB, which are there: zeros pack well.
        String zeros = "00".repeat(16 << 20);
        ByteBuffer batch = packed("c801" + "000000" + "80808010" + zeros, codec);
        codec.plainBytes = 0;

        BatchFault fault = new BatchFormat().check(batch, codec);

        assertFault(fault, ErrorCode.INVALID_RECORD, 0);
        assertThat(codec.plainBytes).isLessThan(64 * 1024);
    }

    @Test
    void aGreatestTimestampThatIsNotTheRecordsIsPutRight() {
        ByteBuffer good = Batches.withTimestamps(10, 30, 20);
        ByteBuffer batch = Batches.copyOf(good).putLong(35, -1);
        Batches.withCrc(batch);

        BatchFault fault = check(batch);

        assertThat(fault).isNull();
        assertThat(batch).isEqualTo(good);
    }

    @Test
    void theTimeOfABatchStampedByItsBrokerIsLeftAlone() {
        ByteBuffer batch = Batches.withTimestamps(10, 30, 20);
        BatchHeader.at(batch, 0).setMaxTimestamp(TimestampType.LOG_APPEND_TIME, 5);
        byte[] before = Batches.copy(Batches.withCrc(batch));

        BatchFault fault = check(batch);

        assertThat(fault).isNull();
        assertThat(Batches.copy(batch)).isEqualTo(before);
    }

    @Test
    void checkingAndAppendingAllocatesNextToNothing() {
        ByteBuffer batch = batchOf16KiB();
        PartitionLog log =
                new AppendLogLayer()
                        .open(new LogContext(new NowhereStorage(), NO_CODEC), LogSpec.of("t-0"));
        LeaderAppend how = new LeaderAppend(1, TimestampType.CREATE_TIME, NOW_MS);
        for (int i = 0; i < 100; i++) {
            check(batch);
            log.appendAsLeader(batch, how);
        }
        com.sun.management.ThreadMXBean thread =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < 100; i++) {
            check(batch);
            log.appendAsLeader(batch, how);
        }

        long perBatch = (thread.getCurrentThreadAllocatedBytes() - before) / 100;
        assertThat(perBatch).isLessThan(1024);
    }

    @Test
    void mutatedRecordsEitherPassAndAreReadOrAreRefused() {
        Random random = new Random(3);
        int passed = 0;
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer batch = Batches.random(random, BatchSpec.at(0), NO_CODEC);
            int at = BatchHeader.SIZE + random.nextInt(batch.limit() - BatchHeader.SIZE);
            batch.put(at, (byte) random.nextInt());
            Batches.withCrc(batch);

            if (check(batch) == null) {
                passed++;
                List<Record> records = Batches.records(batch, NO_CODEC);
                assertThat(records).hasSize(BatchHeader.at(batch, 0).count());
                assertThat(records.get(records.size() - 1).offset()).isEqualTo(records.size() - 1);
            }
        }
        assertThat(passed).isBetween(1_000, 19_000);
    }

    private static ByteBuffer batchOf16KiB() {
        BatchWriter writer = new BatchWriter(BatchSpec.at(0), NO_CODEC);
        for (int i = 0; i < 149; i++) {
            writer.add(NOW_MS + i, null, bytes("x".repeat(100)), List.of());
        }
        return Batches.joined(writer.build());
    }

    private static @Nullable BatchFault check(ByteBuffer batches) {
        return new BatchFormat().check(batches, NO_CODEC);
    }

    private static void assertFault(@Nullable BatchFault found, ErrorCode error, int position) {
        BatchFault fault = Objects.requireNonNull(found, "no fault");
        assertThat(fault.error()).describedAs(fault.why()).isEqualTo(error);
        assertThat(fault.position()).isEqualTo(position);
    }

    private static ByteBuffer flip(ByteBuffer batch, int bit) {
        ByteBuffer flipped = Batches.copyOf(batch);
        return flipped.put(bit / 8, (byte) (flipped.get(bit / 8) ^ (1 << (bit % 8))));
    }

    /** A batch with a true header and CRC around any bytes. */
    private static ByteBuffer rawBatch(int count, String recordsHex) {
        return rawBatch(count, CompressionType.NONE, HexFormat.of().parseHex(recordsHex));
    }

    private static ByteBuffer packed(String recordsHex, Compression codec) {
        ByteBuffer plain = ByteBuffer.wrap(HexFormat.of().parseHex(recordsHex));
        byte[] packed = Batches.copy(codec.compress(CompressionType.GZIP, plain));
        return rawBatch(1, CompressionType.GZIP, packed);
    }

    private static ByteBuffer rawBatch(int count, CompressionType type, byte[] records) {
        ByteBuffer batch = ByteBuffer.allocate(BatchHeader.SIZE + records.length);
        batch.put(0, Batches.of("a").array(), 0, BatchHeader.SIZE);
        batch.putInt(8, batch.limit() - BatchHeader.LOG_OVERHEAD);
        batch.putShort(21, (short) type.code());
        batch.putInt(23, count - 1).putInt(57, count);
        batch.put(BatchHeader.SIZE, records);
        return Batches.withCrc(batch);
    }
}
