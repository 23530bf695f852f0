package strata.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.lessons.Lesson;

/** A codec whose plain bytes are some bytes and then zeros without an end; it counts them. */
final class HiddenTestEndless implements Compression {
    private final byte[] start;
    private long plainBytes;

    private HiddenTestEndless(byte[] start) {
        this.start = start;
    }

    /** A record that says it has 100 bytes, and then that its key has 1 GiB. */
    static HiddenTestEndless keyOfOneGibibyte() {
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        HiddenTestBatch.varint(start, 100);
        start.writeBytes(new byte[3]);
        HiddenTestBatch.varint(start, 1L << 30);
        return new HiddenTestEndless(start.toByteArray());
    }

    void expectLittleRead(Lesson lesson) {
        lesson.expectThat(
                plainBytes <= 65_536,
                "bytes that were decompressed",
                "at most 65536: what was said cannot be true",
                "" + plainBytes);
    }

    @Override
    public boolean supports(CompressionType type) {
        return true;
    }

    @Override
    public ByteBuffer compress(CompressionType type, ByteBuffer plain) {
        throw new UnsupportedOperationException("this codec only reads");
    }

    @Override
    public Decompressor decompress(CompressionType type, ByteBuffer compressed) {
        return new Decompressor() {
            @Override
            public int read(byte[] into, int from, int count) {
                // Not for ever: who believes the claim has read enough by then.
                if (plainBytes > 1L << 24) {
                    return -1;
                }
                for (int i = 0; i < count; i++) {
                    into[from + i] = plainBytes < start.length ? start[(int) plainBytes] : 0;
                    plainBytes++;
                }
                return count;
            }

            @Override
            public void close() {}
        };
    }
}
