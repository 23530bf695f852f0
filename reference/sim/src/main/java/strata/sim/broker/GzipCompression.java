package strata.sim.broker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;

/** The one codec that the JDK has. The others are native or other people's; the wire has them. */
public final class GzipCompression implements Compression {
    @Override
    public boolean supports(CompressionType type) {
        return type == CompressionType.GZIP;
    }

    @Override
    public ByteBuffer compress(CompressionType type, ByteBuffer plain) {
        byte[] bytes = bytesOf(plain);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            // Nothing here can fail: it is all in memory.
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(compressed.toByteArray());
    }

    @Override
    public Decompressor decompress(CompressionType type, ByteBuffer compressed) {
        try {
            return new Gunzip(new GZIPInputStream(new ByteArrayInputStream(bytesOf(compressed))));
        } catch (IOException e) {
            throw corrupt(e);
        }
    }

    private record Gunzip(GZIPInputStream stream) implements Decompressor {
        @Override
        public int read(byte[] into, int from, int count) {
            try {
                return stream.read(into, from, count);
            } catch (IOException e) {
                throw corrupt(e);
            }
        }

        @Override
        public void close() {
            try {
                stream.close();
            } catch (IOException e) {
                throw corrupt(e);
            }
        }
    }

    private static CorruptDataException corrupt(IOException e) {
        return new CorruptDataException("not gzip: " + e.getMessage());
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
