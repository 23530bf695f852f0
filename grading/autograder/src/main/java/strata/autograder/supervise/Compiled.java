package strata.autograder.supervise;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.autograder.grade.Message;

/**
 * What the compiler made of some sources.
 *
 * @param succeeded whether there are classes
 * @param messages its errors; their files are named as the sources were
 * @param classes class files by the names of their classes, with slashes
 */
record Compiled(boolean succeeded, List<Message> messages, SortedMap<String, byte[]> classes) {
    private static final int MAGIC = 0x5374_7261;
    private static final int COUNT_MAX = 10_000;
    private static final int BYTES_MAX = 16 << 20;

    Compiled {
        messages = List.copyOf(messages);
    }

    /** As bytes, for the way out of the sandbox. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeBoolean(succeeded);
            out.writeInt(messages.size());
            for (Message message : messages) {
                writeText(out, message.file());
                out.writeInt(message.line());
                writeText(out, message.text());
            }
            writeFiles(out, classes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #toBytes} wrote; whoever wrote it is not trusted. */
    static Compiled of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readInt() != MAGIC) {
            throw new IOException("not the answer of a compiler");
        }
        boolean succeeded = in.readBoolean();
        List<Message> messages = new ArrayList<>();
        int count = bounded(in.readInt(), COUNT_MAX);
        for (int i = 0; i < count; i++) {
            messages.add(new Message(readText(in), in.readInt(), readText(in)));
        }
        return new Compiled(succeeded, messages, readFiles(in));
    }

    static void writeFiles(DataOutputStream out, Map<String, byte[]> files) throws IOException {
        out.writeInt(files.size());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            writeText(out, file.getKey());
            out.writeInt(file.getValue().length);
            out.write(file.getValue());
        }
    }

    static SortedMap<String, byte[]> readFiles(DataInputStream in) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        int count = bounded(in.readInt(), COUNT_MAX);
        for (int i = 0; i < count; i++) {
            String name = readText(in);
            files.put(name, in.readNBytes(bounded(in.readInt(), BYTES_MAX)));
        }
        return files;
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(bounded(in.readInt(), BYTES_MAX));
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static int bounded(int value, int max) throws IOException {
        if (value < 0 || value > max) {
            throw new IOException("not the answer of a compiler");
        }
        return value;
    }
}
