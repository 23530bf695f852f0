package strata.broker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;

/** Gzip, by the JDK. */
final class TestGzip implements Compression {
    @Override
    public boolean supports(CompressionType type) {
        return type == CompressionType.GZIP;
    }

    @Override
    public ByteBuffer compress(CompressionType type, ByteBuffer plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = new byte[plain.remaining()];
        plain.duplicate().get(bytes);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    @Override
    public Decompressor decompress(CompressionType type, ByteBuffer compressed) {
        byte[] bytes = new byte[compressed.remaining()];
        compressed.duplicate().get(bytes);
        GZIPInputStream in;
        try {
            in = new GZIPInputStream(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Decompressor() {
            @Override
            public int read(byte[] into, int from, int count) {
                try {
                    return in.read(into, from, count);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void close() {
                try {
                    in.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
