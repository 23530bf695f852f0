package strata.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;

/**
 * Compression by the codecs of kafka-clients: gzip, snappy, lz4 and zstd, bit for bit what Kafka
 * reads and writes. Nothing of them is loaded before the first compressed batch comes. What their
 * native libraries need at run time comes with kafka-clients; a codec whose library cannot be
 * loaded is not supported.
 *
 * <p>Memory: a stream takes what its codec takes for one block (16 KiB gzip, 4 MiB lz4, at most 64
 * MiB snappy and 128 MiB zstd, the latter only as far as plain bytes really come), however much it
 * unpacks to. Buffers are used again, so one instance must not be used by two threads at once.
 */
public final class KafkaCompression implements Compression {
    /** How much one batch may unpack to; what claims more is taken for a bomb. */
    public static final long PLAIN_MAX_BYTES = 256L << 20;

    private final long plainMaxBytes;
    private @Nullable KafkaCodecs codecs;

    /** With a limit of {@link #PLAIN_MAX_BYTES}. */
    public KafkaCompression() {
        this(PLAIN_MAX_BYTES);
    }

    /**
     * @param plainMaxBytes how much one {@link #decompress} may give
     */
    public KafkaCompression(long plainMaxBytes) {
        this.plainMaxBytes = plainMaxBytes;
    }

    private KafkaCodecs codecs() {
        if (codecs == null) {
            codecs = new KafkaCodecs();
        }
        return codecs;
    }

    @Override
    public boolean supports(CompressionType type) {
        return type != CompressionType.NONE && codecs().usable(type);
    }

    @Override
    public ByteBuffer compress(CompressionType type, ByteBuffer plain) {
        return codecs().compress(type, plain);
    }

    /**
     * {@inheritDoc}
     *
     * @throws CorruptDataException when the stream does not even begin
     */
    @Override
    public Decompressor decompress(CompressionType type, ByteBuffer compressed) {
        return new StreamDecompressor(type, codecs().open(type, compressed), plainMaxBytes);
    }

    private static final class StreamDecompressor implements Decompressor {
        private final CompressionType type;
        private final InputStream stream;
        // How many plain bytes may still come.
        private long leftBytes;
        private boolean closed;

        StreamDecompressor(CompressionType type, InputStream stream, long plainMaxBytes) {
            this.type = type;
            this.stream = stream;
            this.leftBytes = plainMaxBytes;
        }

        @Override
        public int read(byte[] into, int from, int count) {
            Check.that(count > 0, "%s bytes are asked for", count);
            Check.that(!closed, "the %s stream is closed", type);
            int read;
            try {
                do {
                    // 0 is an empty block inside.
                    read = stream.read(into, from, count);
                } while (read == 0);
            } catch (IOException | RuntimeException notOfThisCodec) {
                throw KafkaCodecs.corrupt(type, notOfThisCodec);
            }
            leftBytes -= Math.max(read, 0);
            if (leftBytes < 0) {
                throw new CorruptDataException(type + " unpacks to more than any batch would");
            }
            return read;
        }

        @Override
        public void close() {
            closed = true;
            try {
                stream.close();
            } catch (IOException | RuntimeException gone) {
                // What it held is given back; that it also complains changes nothing.
            }
        }
    }
}
