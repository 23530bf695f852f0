package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Objects;
import strata.kernel.Check;
import strata.kernel.Nullable;

/**
 * Cuts what a connection receives into requests: 4 bytes of length, then as many bytes.
 *
 * <p>A socket is read into the loop's {@link Landing}, where whole requests are used in place.
 * Bytes of a request that is not whole move, at the end of the read, into a buffer of the
 * connection's own, which grows with what has arrived, never with what the length claims.
 *
 * <p>Invariant: {@code buffer == null} when no byte is unread.
 */
final class FrameAssembler {
    /** Bytes of the length before each request. */
    static final int LENGTH_SIZE = 4;

    // So few bytes are put away, and put back into the landing at the next read.
    private static final int PARKED_BYTES_MAX = 4 * 1024;

    // An answer up to here gets its whole buffer at once; a larger one as it comes.
    private static final int ANSWER_BELIEVED_BYTES_MAX = 32 << 20;

    private final Landing landing;
    private final FrameMemory memory;
    private final ByteBufAllocator allocator;
    private final int requestBytesMax;
    private final Runnable goOn;

    private @Nullable ByteBuf buffer;
    // Where in the buffer the unread bytes begin; they end at its writer index.
    private int start;
    private boolean onLanding;
    private boolean waiting;
    // Of a connection on which answers come; null where requests do.
    private @Nullable AnswerMemory answers;
    // The size of the last answer, with its length: the next one is likely to be as large.
    private int expectedBytes;

    /**
     * @param goOn called when a read is worth while again after {@link #isWaiting}
     */
    FrameAssembler(
            Landing landing,
            FrameMemory memory,
            ByteBufAllocator allocator,
            int requestBytesMax,
            Runnable goOn) {
        this.landing = landing;
        this.memory = memory;
        this.allocator = allocator;
        this.requestBytesMax = requestBytesMax;
        this.goOn = goOn;
    }

    /** For answers, which the peer was asked for: their length may be believed, up to a point. */
    static FrameAssembler ofAnswers(
            Landing landing, FrameMemory memory, ByteBufAllocator allocator, AnswerMemory answers) {
        FrameAssembler frames =
                new FrameAssembler(landing, memory, allocator, Integer.MAX_VALUE, () -> {});
        frames.answers = answers;
        return frames;
    }

    /**
     * Where the next bytes are to be read into; the caller gets a reference of its own, and says
     * when they have come by {@link #arrived}.
     */
    ByteBuf target() {
        ByteBuf present = buffer;
        if (present == null) {
            present = expectedBytes > Landing.SIZE ? room(expectedBytes) : landing.withRoom();
            start = present.writerIndex();
            onLanding = expectedBytes <= Landing.SIZE;
            if (!onLanding) {
                memory.count(present.capacity());
            }
            buffer = present;
        } else if (waiting || hasNext()) {
            // Not to be read, yet the transport insists, as the peer has closed: see arrived().
            present = landing.withRoom();
        } else if (isParked(present)) {
            present = unpark(present);
        } else if (!hasRoom(present)) {
            present = moveTo(grownSize());
        }
        return present.retain();
    }

    /**
     * Whether bytes that came into {@link #target} continue those that are unread; if not, they are
     * lost, and the connection with them.
     */
    @SuppressWarnings("ReferenceEquality") // The very same one: equal bytes say nothing.
    boolean arrived(ByteBuf target) {
        return target == buffer;
    }

    /** Whether another read may follow at once: one that needs no buffer of another size. */
    boolean canTakeMore() {
        return buffer == null || hasRoom(buffer);
    }

    /** How many bytes wait that are part of no request yet taken. */
    int unread() {
        return buffer == null ? 0 : buffer.writerIndex() - start;
    }

    /** What the connection's own buffer can hold; 0 without one. */
    int capacityBytes() {
        return buffer == null || onLanding ? 0 : buffer.capacity();
    }

    /** Whether it may not be read, as its request needs memory that others have. */
    boolean isWaiting() {
        return waiting;
    }

    /** Why no request can be had from this connection any more; null when all is well. */
    @Nullable
    String fault() {
        if (unread() < LENGTH_SIZE) {
            return null;
        }
        int length = lengthField();
        if (length < 0) {
            return "a request of negative length " + length;
        }
        return length > requestBytesMax
                ? "a request of "
                        + length
                        + " bytes is larger than socket.request.max.bytes="
                        + requestBytesMax
                : null;
    }

    /** Whether a whole request waits. */
    boolean hasNext() {
        return unread() >= LENGTH_SIZE && unread() - LENGTH_SIZE >= lengthField();
    }

    /** Whether enough has come of the next request to know {@link #apiKey}. */
    boolean hasApiKey() {
        return unread() >= LENGTH_SIZE + Short.BYTES;
    }

    /** What the next request asks for: its first field. */
    short apiKey() {
        return buffer().getShort(start + LENGTH_SIZE);
    }

    /**
     * The next request, without its length, in place.
     *
     * @param holder keeps the bytes alive as long as they are used
     */
    ByteBuffer next(FrameHolder holder) {
        Check.that(hasNext(), "no whole request waits");
        ByteBuf present = buffer();
        int length = lengthField();
        ByteBuffer frame = present.nioBuffer(start + LENGTH_SIZE, length);
        holder.hold(present.retain(), length);
        start += LENGTH_SIZE + length;
        expectedBytes =
                answers == null ? 0 : Math.min(LENGTH_SIZE + length, ANSWER_BELIEVED_BYTES_MAX);
        memory.done(this);
        if (unread() == 0) {
            drop();
        }
        return frame;
    }

    /** Keeps the bytes of buffers that requests point into. */
    interface FrameHolder {
        /** Takes over a reference to a buffer. */
        void hold(ByteBuf buffer, int sizeInBytes);
    }

    /** A read is over: leaves the landing to the next connection. */
    void settle(long nowMs) {
        ByteBuf present = buffer;
        if (present == null || waiting) {
            return;
        }
        if (unread() == 0) {
            drop();
        } else if (onLanding) {
            leaveLanding(present, nowMs);
        } else if (!present.isWritable() && !hasNext() && unread() > PARKED_BYTES_MAX) {
            int size = grownSize();
            if (isAllowed(size, size - present.capacity(), nowMs)) {
                moveTo(size);
            }
        }
    }

    private void leaveLanding(ByteBuf present, long nowMs) {
        int unread = unread();
        if (hasNext() || unread <= PARKED_BYTES_MAX) {
            moveTo(unread);
        } else if (unread >= Landing.SIZE / 4 && fits(present) && memory.isAmple()) {
            // Most of it is there already: it costs less to keep the landing than to copy.
            landing.giveAway();
            onLanding = false;
            memory.count(present.capacity());
        } else {
            int size = grownSize();
            moveTo(isAllowed(size, size, nowMs) ? size : unread);
        }
    }

    private boolean isAllowed(int size, int moreBytes, long nowMs) {
        waiting = size > FrameMemory.SMALL_BYTES && !memory.allows(this, moreBytes, nowMs);
        return !waiting;
    }

    /** Memory was given back: asks for it again. */
    void goOn() {
        waiting = false;
        goOn.run();
    }

    /** Gives up every byte, as the connection has gone. */
    void close() {
        drop();
        memory.forget(this);
    }

    private void drop() {
        ByteBuf present = buffer;
        if (present == null) {
            return;
        }
        buffer = null;
        if (!onLanding) {
            memory.count(-present.capacity());
            present.release();
        }
    }

    private boolean isParked(ByteBuf present) {
        return !onLanding
                && unread() <= PARKED_BYTES_MAX
                && (answers == null || present.capacity() <= PARKED_BYTES_MAX);
    }

    private ByteBuf unpark(ByteBuf parked) {
        ByteBuf room = landing.withRoom();
        int from = room.writerIndex();
        room.writeBytes(parked, start, unread());
        drop();
        buffer = room;
        start = from;
        onLanding = true;
        return room;
    }

    private ByteBuf moveTo(int size) {
        ByteBuf larger = room(size);
        larger.writeBytes(buffer(), start, unread());
        drop();
        buffer = larger;
        start = 0;
        onLanding = false;
        memory.count(larger.capacity());
        return larger;
    }

    private ByteBuf room(int size) {
        return answers != null && size >= AnswerMemory.LARGE_BYTES_MIN
                ? answers.take(size)
                : allocator.directBuffer(size, size);
    }

    // Of one's own buffer every byte is used before it grows; in the landing the request must fit.
    private boolean hasRoom(ByteBuf present) {
        return present.isWritable() && (!onLanding || fits(present));
    }

    private boolean fits(ByteBuf present) {
        return start + neededBytes() <= present.capacity();
    }

    /** Twice what has arrived, and not more than the request needs. */
    private int grownSize() {
        if (answers != null && neededBytes() <= ANSWER_BELIEVED_BYTES_MAX) {
            return (int) Math.max(neededBytes(), unread());
        }
        return (int) Math.min(neededBytes(), Math.max(2L * unread(), PARKED_BYTES_MAX));
    }

    // Of the request that is not whole, with its length.
    private long neededBytes() {
        return unread() < LENGTH_SIZE ? LENGTH_SIZE : LENGTH_SIZE + (long) lengthField();
    }

    private int lengthField() {
        return buffer().getInt(start);
    }

    private ByteBuf buffer() {
        return Objects.requireNonNull(buffer, "no byte is unread");
    }
}
