package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;

/** A codec whose plain bytes are some bytes and then zeros without an end; it counts them. */
final class HiddenTestEndless implements Compression {
    private final byte[] start;
    private long plainBytes;

    HiddenTestEndless(byte[] start) {
        this.start = start;
    }

    long plainBytes() {
        return plainBytes;
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
