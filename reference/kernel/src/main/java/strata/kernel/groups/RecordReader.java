package strata.kernel.groups;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.log.CorruptDataException;

/**
 * Reads the primitive types of Kafka's protocol, plain or compact (KIP-482). Throws {@link
 * CorruptDataException} or {@link java.nio.BufferUnderflowException}, and allocates no more than
 * the bytes that are there account for.
 */
public final class RecordReader {
    private static final int VARINT_BYTES_MAX = 5;
    private static final int FIRST_ELEMENTS = 16;

    private final ByteBuffer bytes;
    private final @Nullable SharedNames shared;
    // Whether lengths are compact and structures end with tagged fields.
    private boolean flexible;

    /** Reads from a buffer's position to its limit; neither is moved. */
    public RecordReader(ByteBuffer bytes) {
        this(bytes, null);
    }

    /** Reads from a buffer's position to its limit; neither is moved. */
    RecordReader(ByteBuffer bytes, @Nullable SharedNames shared) {
        // Its order too: a duplicate is big-endian, whatever the buffer is.
        this.bytes = bytes.duplicate();
        this.shared = shared;
    }

    public RecordReader flexible(boolean isFlexible) {
        flexible = isFlexible;
        return this;
    }

    public byte int8() {
        return bytes.get();
    }

    public short int16() {
        return bytes.getShort();
    }

    public int int32() {
        return bytes.getInt();
    }

    public long int64() {
        return bytes.getLong();
    }

    public TopicId id() {
        long high = bytes.getLong();
        long low = bytes.getLong();
        if (high == 0L && low == 0L) {
            return TopicId.ZERO;
        }
        return shared == null ? new TopicId(high, low) : shared.id(high, low);
    }

    public String string() {
        return text(required(stringBytes(), "string"), false);
    }

    /** A string that many records are expected to have in common. */
    public String name() {
        return text(required(stringBytes(), "string"), true);
    }

    public @Nullable String nullableString() {
        int count = stringBytes();
        return count < 0 ? null : text(count, false);
    }

    /** A copy of bytes. */
    public ByteBuffer bytes() {
        return copy(required(bytesCount(), "bytes"));
    }

    /** A copy of bytes. */
    public @Nullable ByteBuffer nullableBytes() {
        int count = bytesCount();
        return count < 0 ? null : copy(count);
    }

    /**
     * @param element reads one, which has at least one byte
     */
    public <T> List<T> list(Function<RecordReader, T> element) {
        return list(required(elements(), "list"), element);
    }

    /**
     * Empty for null, too.
     *
     * @param element reads one, which has at least one byte
     */
    public <T> List<T> nullableList(Function<RecordReader, T> element) {
        return list(Math.max(0, elements()), element);
    }

    private <T> List<T> list(int count, Function<RecordReader, T> element) {
        // It grows with what is there, whatever is claimed.
        List<T> list = new ArrayList<>(Math.min(count, FIRST_ELEMENTS));
        for (int i = 0; i < count; i++) {
            list.add(element.apply(this));
        }
        return list;
    }

    public List<String> strings() {
        return list(RecordReader::string);
    }

    public List<Integer> int32s() {
        return int32s(required(elements(), "list"));
    }

    /** Empty for null, too. */
    public List<Integer> nullableInt32s() {
        return int32s(Math.max(0, elements()));
    }

    private List<Integer> int32s(int count) {
        if (count > bytes.remaining() / Integer.BYTES) {
            throw new CorruptDataException("a list of " + count + " numbers ends early");
        }
        List<Integer> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(bytes.getInt());
        }
        return list;
    }

    /** Passes over a structure's tagged fields, of which none is known; nothing where plain. */
    public void tags() {
        tags(Collections.emptyMap());
    }

    /**
     * Reads a structure's tagged fields; nothing where plain.
     *
     * @param known the only tag that is known
     * @param field reads its field
     */
    public void tags(int known, IntConsumer field) {
        tags(Collections.singletonMap(known, field));
    }

    /**
     * Reads a structure's tagged fields; nothing where plain.
     *
     * @param known by their tags, what reads the fields of a size
     */
    public void tags(Map<Integer, IntConsumer> known) {
        if (!flexible) {
            return;
        }
        int count = unsignedVarint();
        int limit = bytes.limit();
        for (int i = 0; i < count; i++) {
            int tag = unsignedVarint();
            int size = within(unsignedVarint());
            int end = bytes.position() + size;
            IntConsumer field = known.get(tag);
            if (field != null) {
                bytes.limit(end);
                field.accept(size);
                end();
                bytes.limit(limit);
            }
            bytes.position(end);
        }
    }

    /** Nothing may follow. */
    public void end() {
        if (bytes.hasRemaining()) {
            throw new CorruptDataException(bytes.remaining() + " bytes too many");
        }
    }

    private String text(int count, boolean share) {
        if (count == 0) {
            return "";
        }
        byte[] utf8 = shared == null ? new byte[count] : shared.scratch(count);
        bytes.get(utf8, 0, count);
        return share && shared != null
                ? shared.name(utf8, count)
                : new String(utf8, 0, count, StandardCharsets.UTF_8);
    }

    private ByteBuffer copy(int count) {
        byte[] copy = new byte[count];
        bytes.get(copy);
        return ByteBuffer.wrap(copy);
    }

    // -1 for null; else as many as there are, at most.
    private int stringBytes() {
        return within(flexible ? unsignedVarint() - 1 : bytes.getShort());
    }

    private int bytesCount() {
        return within(elements());
    }

    private int elements() {
        return flexible ? unsignedVarint() - 1 : bytes.getInt();
    }

    private int within(int count) {
        if (count < -1 || count > bytes.remaining()) {
            throw new CorruptDataException(
                    count + " bytes are claimed, " + bytes.remaining() + " are left");
        }
        return count;
    }

    private static int required(int count, String what) {
        if (count < 0) {
            throw new CorruptDataException("a " + what + " of " + count);
        }
        return count;
    }

    // Never negative.
    private int unsignedVarint() {
        int value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            byte next = bytes.get();
            value |= (next & 0x7f) << (7 * i);
            if (next >= 0) {
                if (value < 0) {
                    break;
                }
                return value;
            }
        }
        throw new CorruptDataException("a length that is none");
    }
}
