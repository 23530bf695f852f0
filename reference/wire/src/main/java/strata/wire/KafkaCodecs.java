package strata.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;

/** The codecs of kafka-clients. Apart from their port so that they are loaded when first needed. */
final class KafkaCodecs {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCodecs.class);
    private static final int COMPRESSED_SIZE_START = 512;
    private static final int COPY_SIZE = 16 * 1024;
    private static final int GZIP_HEADER_SIZE = 10;
    private static final short GZIP_MAGIC = 0x1f8b;

    private final Map<CompressionType, Compression> codecs = new EnumMap<>(CompressionType.class);
    // Whether a codec's native library can be loaded here; found out at its first use.
    private final Map<CompressionType, Boolean> usable = new EnumMap<>(CompressionType.class);
    private final BufferSupplier buffers = BufferSupplier.create();

    KafkaCodecs() {
        codecs.put(CompressionType.GZIP, Compression.gzip().build());
        codecs.put(CompressionType.SNAPPY, Compression.snappy().build());
        codecs.put(CompressionType.LZ4, Compression.lz4().build());
        codecs.put(CompressionType.ZSTD, Compression.zstd().build());
    }

    boolean usable(CompressionType type) {
        return usable.computeIfAbsent(type, this::probe);
    }

    private boolean probe(CompressionType type) {
        try {
            compress(type, ByteBuffer.wrap(new byte[1]));
            return true;
        } catch (RuntimeException | LinkageError missing) {
            LOG.warn("{} cannot be used here, batches in it are refused", type, missing);
            return false;
        }
    }

    ByteBuffer compress(CompressionType type, ByteBuffer plain) {
        ByteBufferOutputStream compressed = new ByteBufferOutputStream(COMPRESSED_SIZE_START);
        ByteBuffer from = plain.duplicate();
        byte[] copy = new byte[Math.min(COPY_SIZE, Math.max(1, from.remaining()))];
        try (OutputStream codec =
                codec(type).wrapForOutput(compressed, RecordBatch.MAGIC_VALUE_V2)) {
            while (from.hasRemaining()) {
                int count = Math.min(copy.length, from.remaining());
                from.get(copy, 0, count);
                codec.write(copy, 0, count);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("a stream in memory failed", impossible);
        }
        return compressed.buffer().flip();
    }

    /**
     * @throws CorruptDataException when the stream does not even begin
     */
    InputStream open(CompressionType type, ByteBuffer compressed) {
        requireBeginning(type, compressed);
        try {
            return codec(type)
                    .wrapForInput(compressed.slice(), RecordBatch.MAGIC_VALUE_V2, buffers);
        } catch (KafkaException wrapped) {
            if (wrapped.getCause() instanceof Error error) {
                // Out of memory, or a native library that went missing: not the fault of the bytes.
                throw error;
            }
            throw corrupt(type, wrapped.getCause() == null ? wrapped : wrapped.getCause());
        }
    }

    private static void requireBeginning(CompressionType type, ByteBuffer compressed) {
        // zstd would take no bytes for a stream that has ended.
        if (!compressed.hasRemaining()) {
            throw new CorruptDataException("no " + type + " stream");
        }
        if (type == CompressionType.SNAPPY) {
            SnappyFrames.check(compressed);
        }
        // Each gzip stream that fails in its constructor would keep native memory until collected.
        if (type == CompressionType.GZIP
                && (compressed.remaining() < GZIP_HEADER_SIZE
                        || compressed.slice().getShort(0) != GZIP_MAGIC)) {
            throw new CorruptDataException("no gzip stream");
        }
    }

    private Compression codec(CompressionType type) {
        Compression codec = codecs.get(type);
        if (codec == null) {
            throw new IllegalArgumentException("no codec for " + type);
        }
        return codec;
    }

    static CorruptDataException corrupt(CompressionType type, Throwable cause) {
        return new CorruptDataException(type + " cannot be decompressed: " + cause.getMessage());
    }
}
