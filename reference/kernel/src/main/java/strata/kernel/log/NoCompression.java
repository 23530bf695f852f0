package strata.kernel.log;

import java.nio.ByteBuffer;

/** No codec. */
final class NoCompression implements Compression {
    @Override
    public boolean supports(CompressionType type) {
        return false;
    }

    @Override
    public ByteBuffer compress(CompressionType type, ByteBuffer plain) {
        throw new UnsupportedOperationException("no codec for " + type);
    }

    @Override
    public Decompressor decompress(CompressionType type, ByteBuffer compressed) {
        throw new UnsupportedOperationException("no codec for " + type);
    }
}
