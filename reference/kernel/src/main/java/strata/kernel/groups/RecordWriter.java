package strata.kernel.groups;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/** Writes the primitive types of Kafka's protocol, plain or compact (KIP-482). */
public final class RecordWriter {
    private static final int FIRST_BYTES = 128;

    private final boolean flexible;
    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

    /**
     * @param flexible whether lengths are compact and structures end with tagged fields
     */
    public RecordWriter(boolean flexible) {
        this.flexible = flexible;
    }

    public RecordWriter int8(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    public RecordWriter int16(short value) {
        room(Short.BYTES).putShort(value);
        return this;
    }

    public RecordWriter int32(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    public RecordWriter int64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    public RecordWriter id(TopicId id) {
        return int64(id.high()).int64(id.low());
    }

    /** A string, or null where the field may be. */
    public RecordWriter string(@Nullable String value) {
        if (value == null) {
            return stringBytes(-1);
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        stringBytes(utf8.length);
        room(utf8.length).put(utf8);
        return this;
    }

    /** Bytes, or null where the field may be; the buffer is not moved. */
    public RecordWriter bytes(@Nullable ByteBuffer value) {
        if (value == null) {
            return elements(-1);
        }
        elements(value.remaining());
        room(value.remaining()).put(value.duplicate());
        return this;
    }

    public <T> RecordWriter list(List<T> values, BiConsumer<RecordWriter, T> element) {
        elements(values.size());
        values.forEach(value -> element.accept(this, value));
        return this;
    }

    /** A list that is null. */
    public RecordWriter nullList() {
        return elements(-1);
    }

    public RecordWriter strings(List<String> values) {
        return list(values, RecordWriter::string);
    }

    public RecordWriter int32s(List<Integer> values) {
        return list(values, RecordWriter::int32);
    }

    /** The end of a structure without tagged fields; nothing where plain. */
    public RecordWriter noTags() {
        return flexible ? unsignedVarint(0) : this;
    }

    /** The end of a structure with one tagged field. */
    public RecordWriter tag(int tag, Consumer<RecordWriter> field) {
        unsignedVarint(1);
        taggedField(tag, field);
        return this;
    }

    /** The end of a structure with tagged fields; nothing where plain. */
    public RecordWriter tags(SortedMap<Integer, Consumer<RecordWriter>> fields) {
        if (!flexible) {
            return this;
        }
        unsignedVarint(fields.size());
        fields.forEach(this::taggedField);
        return this;
    }

    /** What was written, ready to be read. */
    public ByteBuffer finish() {
        return bytes.flip();
    }

    private void taggedField(int tag, Consumer<RecordWriter> field) {
        RecordWriter content = new RecordWriter(flexible);
        field.accept(content);
        ByteBuffer value = content.finish();
        unsignedVarint(tag).unsignedVarint(value.remaining());
        room(value.remaining()).put(value);
    }

    private RecordWriter stringBytes(int count) {
        Check.that(count <= Short.MAX_VALUE, "a string's length is told in 16 bits");
        return flexible ? unsignedVarint(count + 1) : int16((short) count);
    }

    private RecordWriter elements(int count) {
        return flexible ? unsignedVarint(count + 1) : int32(count);
    }

    private RecordWriter unsignedVarint(int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            int8((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        return int8(left);
    }

    private ByteBuffer room(int count) {
        if (bytes.remaining() < count) {
            int size = Math.max(2 * bytes.capacity(), bytes.position() + count);
            bytes = ByteBuffer.allocate(size).put(bytes.flip());
        }
        return bytes;
    }
}
