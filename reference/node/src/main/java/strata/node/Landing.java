package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import strata.kernel.Nullable;

/**
 * The buffer that the sockets of a loop are read into, one after the other: a connection that has
 * nothing to keep costs no buffer, and a request that arrives whole is never copied.
 *
 * <p>Invariant: at most one connection has unread bytes in it, and only while it is being read.
 */
final class Landing {
    /** Its size in bytes: enough that a busy producer's socket is emptied by one read or two. */
    static final int SIZE = 256 * 1024;

    // With less room than this the next read goes into a fresh one.
    private static final int ROOM_BYTES_MIN = 64 * 1024;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf buffer;

    Landing(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * A buffer with room to read into, from its writer index on; the landing keeps the reference.
     */
    ByteBuf withRoom() {
        ByteBuf present = buffer;
        if (present != null) {
            if (present.refCnt() == 1) {
                // No turn holds requests in it any more.
                return present.clear();
            }
            if (present.writableBytes() >= ROOM_BYTES_MIN) {
                return present;
            }
            present.release();
        }
        buffer = allocator.directBuffer(SIZE, SIZE);
        return buffer;
    }

    /** Gives the buffer and its reference away to a connection that has most of a request in it. */
    void giveAway() {
        buffer = null;
    }

    void close() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
