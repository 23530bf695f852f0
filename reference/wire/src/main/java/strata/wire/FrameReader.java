package strata.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.utils.ByteUtils;
import strata.kernel.Nullable;

/**
 * Reads a request's fields, for the generated message classes and where those cannot be used,
 * within bounds that a client cannot move. The message classes check a collection's size only
 * against the bytes that are left, and a frame may have 100 MiB; two bytes on the wire can become a
 * hundred on the heap. So everything read is charged to a budget of what it will roughly cost as an
 * object, and a request beyond it is malformed. Record bytes are slices and cost next to nothing.
 */
final class FrameReader implements Readable {
    /** The budget of one request: enough for a fetch of 140,000 partitions. */
    static final long BUDGET_BYTES = 32L << 20;

    /** The most bytes that a string can have, as some versions give its length 16 bits. */
    static final int STRING_MAX_BYTES = Short.MAX_VALUE;

    // A field, its share of its object, of the kernel's record, and of the collection it is in.
    private static final int FIELD_COST_BYTES = 32;
    // A string's object and its array's header; also a buffer's.
    private static final int OBJECT_COST_BYTES = 64;

    private final ByteBuffer frame;
    private long budgetBytes;

    private FrameReader(ByteBuffer frame, long budgetBytes) {
        this.frame = frame;
        this.budgetBytes = budgetBytes;
    }

    /** Reads a frame's remaining bytes; the frame's own position does not move. */
    static FrameReader of(ByteBuffer frame) {
        return new FrameReader(frame.slice(), BUDGET_BYTES);
    }

    private void charge(long costBytes) {
        budgetBytes -= costBytes;
        if (budgetBytes < 0) {
            throw new IllegalArgumentException("it has more fields than any client would send");
        }
    }

    private void requireRemaining(int count) {
        if (count < 0 || count > frame.remaining()) {
            throw new IllegalArgumentException(
                    "a field of " + count + " bytes, where " + frame.remaining() + " are left");
        }
    }

    @Override
    public byte readByte() {
        charge(FIELD_COST_BYTES);
        return frame.get();
    }

    @Override
    public short readShort() {
        charge(FIELD_COST_BYTES);
        return frame.getShort();
    }

    @Override
    public int readInt() {
        charge(FIELD_COST_BYTES);
        return frame.getInt();
    }

    @Override
    public long readLong() {
        charge(FIELD_COST_BYTES);
        return frame.getLong();
    }

    @Override
    public double readDouble() {
        charge(FIELD_COST_BYTES);
        return frame.getDouble();
    }

    @Override
    public int readUnsignedVarint() {
        charge(FIELD_COST_BYTES);
        return ByteUtils.readUnsignedVarint(frame);
    }

    @Override
    public int readVarint() {
        charge(FIELD_COST_BYTES);
        return ByteUtils.readVarint(frame);
    }

    @Override
    public long readVarlong() {
        charge(FIELD_COST_BYTES);
        return ByteUtils.readVarlong(frame);
    }

    @Override
    public byte[] readArray(int length) {
        requireRemaining(length);
        charge(OBJECT_COST_BYTES + length);
        byte[] bytes = new byte[length];
        frame.get(bytes);
        return bytes;
    }

    @Override
    public String readString(int length) {
        String text = text(length);
        // What is not UTF-8 is replaced by three bytes each, and an answer may have to repeat it.
        if (length > STRING_MAX_BYTES / 3
                && text.getBytes(StandardCharsets.UTF_8).length > STRING_MAX_BYTES) {
            throw new IllegalArgumentException("a string of " + length + " bytes");
        }
        return text;
    }

    private String text(int length) {
        if (!frame.hasArray()) {
            return new String(readArray(length), StandardCharsets.UTF_8);
        }
        requireRemaining(length);
        charge(OBJECT_COST_BYTES + length);
        int from = frame.arrayOffset() + frame.position();
        frame.position(frame.position() + length);
        return new String(frame.array(), from, length, StandardCharsets.UTF_8);
    }

    /**
     * A string that may be null.
     *
     * @param flexible whether its length is a compact one (KIP-482)
     */
    @Nullable
    String readNullableString(boolean flexible) {
        int length = flexible ? readUnsignedVarint() - 1 : readShort();
        return length < 0 ? null : readString(length);
    }

    /** A string that may not be null. */
    String readString(boolean flexible) {
        String text = readNullableString(flexible);
        if (text == null) {
            throw new IllegalArgumentException("null where a string must be");
        }
        return text;
    }

    /** A copy of bytes that may not be null. */
    ByteBuffer readCopy(boolean flexible) {
        int length = flexible ? readUnsignedVarint() - 1 : readInt();
        if (length < 0) {
            throw new IllegalArgumentException("null where bytes must be");
        }
        return ByteBuffer.wrap(readArray(length));
    }

    /** The size of a collection that may not be null. */
    int readCollectionSize(boolean flexible) {
        int size = readNullableCollectionSize(flexible);
        if (size < 0) {
            throw new IllegalArgumentException("null where a collection must be");
        }
        return size;
    }

    /** The size of a collection that may be null; negative when it is. */
    int readNullableCollectionSize(boolean flexible) {
        int size = flexible ? readUnsignedVarint() - 1 : readInt();
        if (size > remaining()) {
            throw new IllegalArgumentException(
                    "a collection of " + size + ", where " + frame.remaining() + " bytes are left");
        }
        return size;
    }

    /** Passes over the tagged fields that end a structure in a flexible version (KIP-482). */
    void skipTaggedFields(boolean flexible) {
        int count = flexible ? readUnsignedVarint() : 0;
        for (int i = 0; i < count; i++) {
            int tag = readUnsignedVarint();
            readUnknownTaggedField(null, tag, readUnsignedVarint());
        }
    }

    /** A slice of the frame: record bytes are not copied. */
    @Override
    public ByteBuffer readByteBuffer(int length) {
        requireRemaining(length);
        charge(2 * OBJECT_COST_BYTES);
        ByteBuffer slice = frame.slice(frame.position(), length);
        frame.position(frame.position() + length);
        return slice;
    }

    /** Passes over a tagged field that is not known, as nobody will ask for it. */
    @Override
    public @Nullable List<RawTaggedField> readUnknownTaggedField(
            @Nullable List<RawTaggedField> unknowns, int tag, int size) {
        requireRemaining(size);
        charge(FIELD_COST_BYTES);
        frame.position(frame.position() + size);
        return unknowns;
    }

    /**
     * How many elements the next collection may have at most: the message classes ask for it before
     * they allocate one. An element has at least one byte, and costs at least one field.
     */
    @Override
    public int remaining() {
        long affordable = budgetBytes / FIELD_COST_BYTES;
        return (int) Math.min(frame.remaining(), affordable);
    }

    @Override
    public Readable slice() {
        return new FrameReader(frame.slice(), budgetBytes);
    }
}
