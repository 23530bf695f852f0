package strata.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.utils.ByteUtils;
import strata.kernel.Nullable;

/**
 * Reads a request's fields for the generated message classes, within bounds that a client cannot
 * move. Those classes check a collection's size only against the bytes that are left, and a frame
 * may have 100 MiB; two bytes on the wire can become a hundred on the heap. So everything read is
 * charged to a budget of what it will roughly cost as an object, and a request beyond it is
 * malformed. Record bytes are slices and cost next to nothing.
 */
final class FrameReader implements Readable {
    /** The budget of one request: enough for a fetch of 200,000 partitions. */
    static final long BUDGET_BYTES = 64L << 20;

    /** The budget where the message class hashes its collections. */
    static final long BUDGET_HASHED_BYTES = 16L << 20;

    /**
     * How many elements a collection may have where the message class hashes it. Its hash table
     * probes linearly, so that n equal keys cost n² steps.
     */
    static final int COLLECTION_HASHED_MAX = 10_000;

    // A field, its share of its object, of the kernel's record, and of the collection it is in.
    private static final int FIELD_COST_BYTES = 32;
    // A string's object and its array's header; also a buffer's.
    private static final int OBJECT_COST_BYTES = 64;

    private final ByteBuffer frame;
    private final int collectionMax;
    private long budgetBytes;

    private FrameReader(ByteBuffer frame, long budgetBytes, int collectionMax) {
        this.frame = frame;
        this.budgetBytes = budgetBytes;
        this.collectionMax = collectionMax;
    }

    /** Reads a frame's remaining bytes; the frame's own position does not move. */
    static FrameReader of(ByteBuffer frame) {
        return new FrameReader(frame.slice(), BUDGET_BYTES, Integer.MAX_VALUE);
    }

    /** The same for a message class with hashed collections. */
    static FrameReader ofHashed(ByteBuffer frame) {
        return new FrameReader(frame.slice(), BUDGET_HASHED_BYTES, COLLECTION_HASHED_MAX);
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
        if (!frame.hasArray()) {
            return new String(readArray(length), StandardCharsets.UTF_8);
        }
        requireRemaining(length);
        charge(OBJECT_COST_BYTES + length);
        int from = frame.arrayOffset() + frame.position();
        frame.position(frame.position() + length);
        return new String(frame.array(), from, length, StandardCharsets.UTF_8);
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
        return (int) Math.min(Math.min(frame.remaining(), affordable), collectionMax);
    }

    @Override
    public Readable slice() {
        return new FrameReader(frame.slice(), budgetBytes, collectionMax);
    }
}
