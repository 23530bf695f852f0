package strata.kernel.log;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.Compression.Decompressor;

/**
 * Reads bytes one after the other, from a buffer or out of a decompressor; the reader of a record
 * need not know which. With a decompressor it holds one window of the plain bytes at a time, so its
 * memory does not depend on what the data claims.
 */
public final class ByteReader implements AutoCloseable {
    private static final int WINDOW_BYTES = 16 * 1024;

    private final @Nullable Decompressor source;
    // Behind the window when there is a source; else empty.
    private final byte[] plain;
    private final ByteBuffer window;
    // Plain bytes in windows before the present one.
    private long consumedBytes;

    private ByteReader(ByteBuffer window, byte[] plain, @Nullable Decompressor source) {
        this.window = window;
        this.plain = plain;
        this.source = source;
    }

    /** Reads a buffer's remaining bytes; the buffer's own position does not move. */
    public static ByteReader of(ByteBuffer bytes) {
        return new ByteReader(bytes.duplicate(), new byte[0], null);
    }

    /** Reads what a decompressor gives; closing this closes it. */
    public static ByteReader of(Decompressor source) {
        byte[] plain = new byte[WINDOW_BYTES];
        return new ByteReader(ByteBuffer.wrap(plain).limit(0), plain, source);
    }

    /** How many bytes have been read or skipped. */
    public long position() {
        return consumedBytes + window.position();
    }

    /** Whether there is another byte. */
    public boolean hasRemaining() {
        return window.hasRemaining() || refill();
    }

    /**
     * The next byte.
     *
     * @throws CorruptDataException at the end
     */
    public byte get() {
        if (!window.hasRemaining() && !refill()) {
            throw ended(1);
        }
        return window.get();
    }

    /**
     * The next bytes, in a buffer of their own.
     *
     * @param count 0 or more
     * @throws CorruptDataException when fewer are left
     */
    public ByteBuffer take(int count) {
        if (source == null) {
            requireInWindow(count);
            ByteBuffer slice = window.slice(window.position(), count);
            window.position(window.position() + count);
            return slice;
        }
        return gather(count);
    }

    /**
     * Passes over bytes.
     *
     * @param count 0 or more
     * @throws CorruptDataException when fewer are left
     */
    public void skip(int count) {
        if (source == null) {
            requireInWindow(count);
            window.position(window.position() + count);
            return;
        }
        int left = count;
        while (left > 0) {
            if (!hasRemaining()) {
                throw ended(left);
            }
            int portion = Math.min(left, window.remaining());
            window.position(window.position() + portion);
            left -= portion;
        }
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }

    private void requireInWindow(int count) {
        if (count < 0 || count > window.remaining()) {
            throw ended(count - window.remaining());
        }
    }

    private ByteBuffer gather(int count) {
        // Grows with what really comes, not with what the data claims.
        ByteBuffer gathered = ByteBuffer.allocate(Math.min(count, WINDOW_BYTES));
        int left = count;
        while (left > 0) {
            if (!hasRemaining()) {
                throw ended(left);
            }
            if (!gathered.hasRemaining()) {
                int grown = (int) Math.min(count, 2L * gathered.capacity());
                gathered = ByteBuffer.allocate(grown).put(gathered.flip());
            }
            int portion = Math.min(Math.min(left, window.remaining()), gathered.remaining());
            gathered.put(window.slice(window.position(), portion));
            window.position(window.position() + portion);
            left -= portion;
        }
        return gathered.flip();
    }

    private boolean refill() {
        if (source == null) {
            return false;
        }
        consumedBytes += window.position();
        int count = source.read(plain, 0, plain.length);
        window.position(0).limit(Math.max(count, 0));
        return count > 0;
    }

    private CorruptDataException ended(int missing) {
        return new CorruptDataException("ends " + missing + " bytes early");
    }
}
