package strata.kernel.log;

import java.nio.ByteBuffer;

/** The codecs: a port, as a layer may use no library. {@link CompressionType#NONE} never comes. */
public interface Compression {
    /** No codec at all. */
    Compression UNSUPPORTED = new NoCompression();

    /** Whether a type can be read and written here. */
    boolean supports(CompressionType type);

    /**
     * Compresses a buffer's remaining bytes.
     *
     * @return a new buffer, ready to be read
     */
    ByteBuffer compress(CompressionType type, ByteBuffer plain);

    /** Opens compressed bytes to be read in portions, so that no size they claim is believed. */
    Decompressor decompress(CompressionType type, ByteBuffer compressed);

    /** A stream of plain bytes. */
    interface Decompressor extends AutoCloseable {
        /**
         * Reads 1 to {@code count} bytes.
         *
         * @return how many, or -1 at the end
         * @throws CorruptDataException when the bytes are not what the codec wrote
         */
        int read(byte[] into, int from, int count);

        @Override
        void close();
    }
}
