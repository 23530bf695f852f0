package strata.cli.ask;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes a request. */
final class RequestWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private interface Writing {
        void run() throws IOException;
    }

    private RequestWriter write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException e) {
            // It is written to memory.
            throw new UncheckedIOException(e);
        }
    }

    RequestWriter int8(int value) {
        return write(() -> out.writeByte(value));
    }

    RequestWriter int16(int value) {
        return write(() -> out.writeShort(value));
    }

    RequestWriter int32(int value) {
        return write(() -> out.writeInt(value));
    }

    RequestWriter int64(long value) {
        return write(() -> out.writeLong(value));
    }

    /** A string as old versions have it, and the header always. */
    RequestWriter oldText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return int16(utf8.length).write(() -> out.write(utf8));
    }

    RequestWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return unsigned(utf8.length + 1).write(() -> out.write(utf8));
    }

    /** The length of the array that follows. */
    RequestWriter arrayOf(int count) {
        return unsigned(count + 1);
    }

    RequestWriter nullArray() {
        return unsigned(0);
    }

    RequestWriter noTags() {
        return unsigned(0);
    }

    private RequestWriter unsigned(int value) {
        int rest = value;
        while (rest >= 0x80) {
            int8(rest | 0x80);
            rest >>>= 7;
        }
        return int8(rest);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
