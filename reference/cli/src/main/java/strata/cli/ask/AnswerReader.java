package strata.cli.ask;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.kernel.Nullable;

/** Reads the body of an answer in one of the flexible versions (KIP-482). */
final class AnswerReader {
    private final ByteBuffer bytes;

    /**
     * @param bytes from the first byte of the body
     */
    AnswerReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean flag() {
        return bytes.get() != 0;
    }

    byte int8() {
        return bytes.get();
    }

    short int16() {
        return bytes.getShort();
    }

    int int32() {
        return bytes.getInt();
    }

    long int64() {
        return bytes.getLong();
    }

    void skip(int count) {
        if (count < 0 || count > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        bytes.position(bytes.position() + count);
    }

    /** A string that may be null. */
    @Nullable
    String text() {
        int count = unsigned() - 1;
        if (count < 0) {
            return null;
        }
        int start = bytes.position();
        skip(count);
        byte[] utf8 = new byte[count];
        bytes.get(start, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** A string that should not be null. */
    String name() {
        String text = text();
        return text == null ? "" : text;
    }

    /** Passes over bytes, which may be null. */
    void bytes() {
        skip(Math.max(0, unsigned() - 1));
    }

    /** An array; one that is null is empty. */
    <T> List<T> list(Supplier<T> element) {
        int count = unsigned() - 1;
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Ends by itself when there are not so many.
            list.add(element.get());
        }
        return list;
    }

    List<Integer> numbers() {
        return list(this::int32);
    }

    /** Passes over tagged fields. */
    void tags() {
        int count = unsigned();
        for (int i = 0; i < count; i++) {
            unsigned();
            skip(unsigned());
        }
    }

    private int unsigned() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                if (value < 0) {
                    break;
                }
                return value;
            }
        }
        throw new IllegalArgumentException("a length that cannot be");
    }
}
