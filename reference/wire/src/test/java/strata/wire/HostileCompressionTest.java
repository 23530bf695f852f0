package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.log.Compression.Decompressor;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;

/** Whatever compressed bytes claim: one kind of exception, and memory with a bound. */
final class HostileCompressionTest {
    private static final long SEED = 20_261_122L;
    private static final int MUTATION_COUNT = 4_000;
    private static final String SNAPPY_HEADER = "82534e4150505900 00000001 00000001";

    private final KafkaCompression compression = new KafkaCompression();

    private byte[] decompress(CompressionType type, ByteBuffer compressed) {
        try (Decompressor stream = compression.decompress(type, compressed)) {
            return KafkaCompressionTest.drain(stream);
        }
    }

    /** How many plain bytes come, without keeping them. */
    private static long count(KafkaCompression compression, CompressionType type, ByteBuffer from) {
        byte[] portion = new byte[16 * 1024];
        long sum = 0;
        try (Decompressor stream = compression.decompress(type, from)) {
            int count = stream.read(portion, 0, portion.length);
            while (count > 0) {
                sum += count;
                count = stream.read(portion, 0, portion.length);
            }
        }
        return sum;
    }

    private ByteBuffer zeros(CompressionType type, int size) {
        return compression.compress(type, ByteBuffer.allocateDirect(size));
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void manyZerosAreUnpackedInPortions(CompressionType type) {
        ByteBuffer bomb = zeros(type, 64 << 20);
        count(compression, type, zeros(type, 1 << 20));
        long[] plain = new long[1];

        long allocated = Allocations.bytesOf(() -> plain[0] = count(compression, type, bomb));

        assertThat(plain[0]).isEqualTo(64 << 20);
        assertThat(allocated).isLessThan(1 << 20);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void moreThanABatchMayHoldIsABomb(CompressionType type) {
        KafkaCompression small = new KafkaCompression(1 << 20);
        ByteBuffer full = zeros(type, 1 << 20);
        ByteBuffer bomb = zeros(type, (1 << 20) + 1);

        assertThat(count(small, type, full)).isEqualTo(1 << 20);
        assertThatThrownBy(() -> count(small, type, bomb))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("more than any batch would");
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aStreamThatEndsEarlyNeverGivesOtherBytes(CompressionType type) {
        byte[] plain = new KafkaCompressionTest.Plain(type, 100_000).bytes().array();
        ByteBuffer whole = compression.compress(type, ByteBuffer.wrap(plain));
        int step = Math.max(1, whole.remaining() / 300);
        for (int size = 0; size < whole.remaining(); size += step) {
            ByteBuffer cut = whole.slice(0, size);
            byte[] read;
            try {
                read = decompress(type, cut);
            } catch (CorruptDataException expected) {
                continue;
            }
            // Snappy has no end mark: between two chunks nothing is missed.
            assertThat(type).isEqualTo(CompressionType.SNAPPY);
            assertThat(read.length).isLessThan(plain.length);
            assertThat(read).isEqualTo(Arrays.copyOf(plain, read.length));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aStreamWithoutItsLastByteIsCorrupt(CompressionType type) {
        ByteBuffer whole =
                compression.compress(type, new KafkaCompressionTest.Plain(type, 5_000).bytes());
        ByteBuffer cut = whole.slice(0, whole.remaining() - 1);

        assertThatThrownBy(() -> decompress(type, cut)).isInstanceOf(CorruptDataException.class);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void mutationsThrowNothingElseAndTakeNoMoreThanABlock(CompressionType type) {
        byte[] valid =
                bytes(
                        compression.compress(
                                type, new KafkaCompressionTest.Plain(type, 20_000).bytes()));
        Random random = new Random(SEED);
        int corrupt = 0;
        for (int i = 0; i < MUTATION_COUNT; i++) {
            byte[] mutated = valid.clone();
            int changes = 1 + random.nextInt(3);
            for (int change = 0; change < changes; change++) {
                // Half of them where sizes and flags are.
                int range = random.nextBoolean() ? 32 : mutated.length;
                mutated[random.nextInt(range)] = (byte) random.nextInt(256);
            }
            boolean[] failed = new boolean[1];
            long allocated =
                    Allocations.bytesOf(
                            () -> {
                                try {
                                    count(compression, type, ByteBuffer.wrap(mutated));
                                } catch (CorruptDataException expected) {
                                    failed[0] = true;
                                }
                            });
            corrupt += failed[0] ? 1 : 0;
            assertThat(allocated).as("mutation %s", i).isLessThan(9L << 20);
        }
        assertThat(corrupt).isGreaterThan(MUTATION_COUNT / 10);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void bytesOfAnotherKindAreCorrupt(CompressionType type) {
        ByteBuffer text =
                ByteBuffer.wrap("these are no compressed bytes".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> decompress(type, text)).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> decompress(type, ByteBuffer.allocate(0)))
                .isInstanceOf(CorruptDataException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a bare block of 2 GiB, ffffffff07 00",
        "a bare block of 1 GiB, 8080808004 00000000000000000000000000000000",
        "a bare block of more than 4 GiB, ffffffff7f 00",
        "a size without an end, ffffffffffff",
        "nothing at all in a block, 00",
    })
    void aSnappyBlockThatLiesAboutItsSizeIsNotBelieved(String name, String block) {
        assertRefusedWithoutMemory(Frames.unhex(block));
        ByteBuffer bytes = Frames.unhex(block);
        String size = String.format("%08x", bytes.remaining());
        assertRefusedWithoutMemory(Frames.unhex(SNAPPY_HEADER, size, block));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff", "80000000", "00000000", "1fffffff", "7fffffff", "0000"})
    void aSnappyChunkThatLiesAboutItsSizeIsNotBelieved(String size) {
        assertRefusedWithoutMemory(Frames.unhex(SNAPPY_HEADER, size, "01 00 41"));
    }

    @Test
    void snappyHeadersWithoutEndDoNotEndTheStack() {
        assertRefusedWithoutMemory(repeated("", SNAPPY_HEADER, 50_000));
    }

    @Test
    void emptySnappyChunksWithoutEndDoNotEndTheStack() {
        assertRefusedWithoutMemory(repeated(SNAPPY_HEADER, "00000001 00", 200_000));
    }

    private static ByteBuffer repeated(String start, String part, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes(Frames.unhex(start)));
        byte[] repeated = bytes(Frames.unhex(part));
        for (int i = 0; i < count; i++) {
            all.writeBytes(repeated);
        }
        return ByteBuffer.wrap(all.toByteArray());
    }

    private void assertRefusedWithoutMemory(ByteBuffer snappy) {
        long allocated =
                Allocations.bytesOf(
                        () ->
                                assertThatThrownBy(() -> decompress(CompressionType.SNAPPY, snappy))
                                        .isInstanceOf(CorruptDataException.class));

        assertThat(allocated).isLessThan(4 << 20);
    }

    @Test
    void aZstdFrameThatClaimsAllMemoryIsNotBelieved() {
        // Single segment, content size 2^62; then a window of 2^41.
        ByteBuffer content = Frames.unhex("28b52ffd e0 0000000000000040 010000");
        ByteBuffer window = Frames.unhex("28b52ffd 00 f8 010000");

        assertThatThrownBy(() -> decompress(CompressionType.ZSTD, content))
                .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> decompress(CompressionType.ZSTD, window))
                .isInstanceOf(CorruptDataException.class);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
