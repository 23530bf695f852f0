package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.Snappy;
import strata.kernel.Check;
import strata.kernel.log.Compression.Decompressor;
import strata.kernel.log.CompressionType;

/** Strata's compression is Kafka's, both ways. */
final class KafkaCompressionTest {
    private final KafkaCompression compression = new KafkaCompression();

    record Plain(CompressionType type, int size) {
        ByteBuffer bytes() {
            byte[] bytes = new byte[size];
            Random random = new Random(size);
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) random.nextInt(7);
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    static Stream<Plain> plains() {
        return Stream.of(
                        CompressionType.GZIP,
                        CompressionType.SNAPPY,
                        CompressionType.LZ4,
                        CompressionType.ZSTD)
                .flatMap(
                        type ->
                                Stream.of(1, 100, 16 * 1024, 200_000, 3_000_000)
                                        .map(size -> new Plain(type, size)));
    }

    /** All that a stream gives, read in portions of the size that the kernel reads. */
    static byte[] drain(Decompressor stream) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        byte[] portion = new byte[16 * 1024];
        int count = stream.read(portion, 0, portion.length);
        while (count > 0) {
            all.write(portion, 0, count);
            count = stream.read(portion, 0, portion.length);
        }
        return all.toByteArray();
    }

    private byte[] decompress(CompressionType type, ByteBuffer compressed) {
        try (Decompressor stream = compression.decompress(type, compressed)) {
            return drain(stream);
        }
    }

    @ParameterizedTest
    @MethodSource("plains")
    void whatIsCompressedIsDecompressed(Plain plain) {
        ByteBuffer compressed = compression.compress(plain.type(), plain.bytes());

        assertThat(decompress(plain.type(), compressed)).isEqualTo(plain.bytes().array());
    }

    @ParameterizedTest
    @MethodSource("plains")
    void buffersOutsideTheHeapWorkAndKeepTheirPositions(Plain plain) {
        ByteBuffer direct = Frames.direct(plain.bytes());
        ByteBuffer compressed = Frames.direct(compression.compress(plain.type(), direct));

        byte[] decompressed = decompress(plain.type(), compressed);

        assertThat(decompressed).isEqualTo(plain.bytes().array());
        assertThat(direct.position()).isZero();
        assertThat(compressed.position()).isZero();
    }

    @ParameterizedTest
    @MethodSource("plains")
    void kafkaDecompressesWhatStrataCompresses(Plain plain) throws IOException {
        ByteBuffer compressed = compression.compress(plain.type(), plain.bytes());

        try (InputStream kafka =
                kafka(plain.type())
                        .wrapForInput(
                                compressed,
                                RecordBatch.MAGIC_VALUE_V2,
                                BufferSupplier.NO_CACHING)) {
            assertThat(kafka.readAllBytes()).isEqualTo(plain.bytes().array());
        }
    }

    private static Compression kafka(CompressionType type) {
        return Compression.of(type.name().toLowerCase(java.util.Locale.ROOT)).build();
    }

    @Test
    void snappyWithoutFramesIsReadAsLibrdkafkaWritesIt() throws IOException {
        byte[] plain = new Plain(CompressionType.SNAPPY, 200_000).bytes().array();

        byte[] decompressed =
                decompress(CompressionType.SNAPPY, ByteBuffer.wrap(Snappy.compress(plain)));

        assertThat(decompressed).isEqualTo(plain);
    }

    @Test
    void snappyStreamsOneAfterTheOtherAreOneStream() {
        ByteBuffer once =
                compression.compress(
                        CompressionType.SNAPPY, new Plain(CompressionType.SNAPPY, 100).bytes());
        ByteBuffer twice =
                ByteBuffer.allocate(2 * once.remaining())
                        .put(once.duplicate())
                        .put(once.duplicate())
                        .flip();

        assertThat(decompress(CompressionType.SNAPPY, twice)).hasSize(200);
    }

    @ParameterizedTest
    @EnumSource
    void everythingButNoneIsSupported(CompressionType type) {
        assertThat(compression.supports(type)).isEqualTo(type != CompressionType.NONE);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void streamsOpenAtTheSameTimeDoNotShareBuffers(CompressionType type) {
        List<Plain> plains = List.of(new Plain(type, 70_000), new Plain(type, 70_001));
        // Closed twice, it must not give its buffers back twice.
        Decompressor closed =
                compression.decompress(type, compression.compress(type, plains.get(0).bytes()));
        drain(closed);
        closed.close();
        closed.close();

        List<Decompressor> open = new ArrayList<>();
        for (Plain plain : plains) {
            open.add(compression.decompress(type, compression.compress(type, plain.bytes())));
        }
        byte[][] read = new byte[2][70_001];
        for (int position = 0; position < 70_000; position += 1_000) {
            for (int i = 0; i < 2; i++) {
                readFully(open.get(i), read[i], position, 1_000);
            }
        }
        readFully(open.get(1), read[1], 70_000, 1);
        open.forEach(Decompressor::close);

        assertThat(read[0]).startsWith(plains.get(0).bytes().array());
        assertThat(read[1]).isEqualTo(plains.get(1).bytes().array());
    }

    private static void readFully(Decompressor stream, byte[] into, int from, int count) {
        int read = 0;
        while (read < count) {
            read += stream.read(into, from + read, count - read);
        }
    }

    @Test
    void aClosedStreamIsNotReadAgain() {
        ByteBuffer compressed =
                compression.compress(
                        CompressionType.GZIP, new Plain(CompressionType.GZIP, 9).bytes());
        Decompressor stream = compression.decompress(CompressionType.GZIP, compressed);
        stream.close();

        assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
                .isInstanceOf(Check.CheckFailed.class);
        assertThatCode(stream::close).doesNotThrowAnyException();
    }
}
