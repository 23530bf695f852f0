package strata.segments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;

/**
 * A codec for tests of what a compaction does with compressed records: deflate, under the name of
 * gzip. Real codecs are tested in grading/conformance.
 */
final class DeflateCodec implements Compression {
    // Decompressors that are not closed.
    int open;

    @Override
    public boolean supports(CompressionType type) {
        return type == CompressionType.GZIP;
    }

    @Override
    public ByteBuffer compress(CompressionType type, ByteBuffer plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain.duplicate());
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] portion = new byte[8192];
        while (!deflater.finished()) {
            packed.write(portion, 0, deflater.deflate(portion));
        }
        deflater.end();
        return ByteBuffer.wrap(packed.toByteArray());
    }

    @Override
    public Decompressor decompress(CompressionType type, ByteBuffer compressed) {
        Inflater inflater = new Inflater();
        inflater.setInput(compressed.duplicate());
        open++;
        return new Decompressor() {
            @Override
            public int read(byte[] into, int from, int count) {
                try {
                    int read = inflater.inflate(into, from, count);
                    return read == 0 ? -1 : read;
                } catch (DataFormatException e) {
                    throw new CorruptDataException("not deflated: " + e.getMessage());
                }
            }

            @Override
            public void close() {
                inflater.end();
                open--;
            }
        };
    }
}
