package strata.autograder.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import strata.autograder.intake.Entry.Type;

/**
 * The files of a zip, by its central directory alone (APPNOTE.TXT 4.3.12). The JDK's own reader
 * does not tell links from files, and picks one of two entries of a name; so we read it ourselves.
 */
final class ZipEntries {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int UNIX_TYPE = 0xF000;
    private static final int UNIX_LINK = 0xA000;
    private static final int UNIX_FILE = 0x8000;
    private static final int UNIX_FOLDER = 0x4000;

    private final ByteBuffer zip;
    private final Limits limits;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private ZipEntries(ByteBuffer zip, Limits limits) {
        this.zip = zip.order(ByteOrder.LITTLE_ENDIAN);
        this.limits = limits;
    }

    static List<Entry> of(Path file, Limits limits) throws IOException, Refused {
        ByteBuffer bytes;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > limits.archiveBytes()) {
                throw new Refused(
                        "file-too-large",
                        "The zip has more than "
                                + (limits.archiveBytes() >> 20)
                                + " MiB; make it with strata submit.");
            }
            bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until it is all there
            }
        }
        ZipEntries zip = new ZipEntries(bytes.flip(), limits);
        try {
            zip.readDirectory();
        } catch (IndexOutOfBoundsException torn) {
            throw broken("it is cut short");
        }
        return zip.entries;
    }

    private void readDirectory() throws Refused {
        int end = findEnd();
        int count = zip.getShort(end + 10) & 0xFFFF;
        int position = zip.getInt(end + 16);
        if (count > limits.entries()) {
            throw new Refused(
                    "too-many-files",
                    "The zip has " + count + " entries; make it with strata submit.");
        }
        for (int i = 0; i < count; i++) {
            if (position < 0 || zip.getInt(position) != CENTRAL_SIGNATURE) {
                throw broken("its directory is damaged");
            }
            int nameBytes = zip.getShort(position + 28) & 0xFFFF;
            add(position, name(position + CENTRAL_BYTES, nameBytes));
            position +=
                    CENTRAL_BYTES
                            + nameBytes
                            + (zip.getShort(position + 30) & 0xFFFF)
                            + (zip.getShort(position + 32) & 0xFFFF);
        }
    }

    private int findEnd() throws Refused {
        int last = zip.limit() - END_BYTES;
        for (int at = last; at >= Math.max(0, last - 0xFFFF); at--) {
            if (zip.getInt(at) == END_SIGNATURE) {
                return at;
            }
        }
        throw broken("it has no directory of its files");
    }

    private void add(int central, String name) throws Refused {
        ZipNames.check(name);
        if (!names.add(name)) {
            throw new Refused(
                    "duplicate-name",
                    "The zip holds "
                            + ZipNames.quoted(name)
                            + " twice; which one counts, nobody can say.");
        }
        int unixMode = zip.getInt(central + 38) >>> 16;
        int type = unixMode & UNIX_TYPE;
        if (name.endsWith("/") || type == UNIX_FOLDER) {
            return;
        }
        if (type == UNIX_LINK) {
            entries.add(new Entry(name, Type.LINK, Entry.NONE));
        } else if (type != 0 && type != UNIX_FILE) {
            entries.add(new Entry(name, Type.SPECIAL, Entry.NONE));
        } else {
            entries.add(new Entry(name, Type.FILE, bytesMax -> read(central, bytesMax)));
        }
    }

    private String name(int position, int size) {
        byte[] bytes = new byte[size];
        zip.get(position, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] read(int central, int bytesMax) throws IOException {
        int flags = zip.getShort(central + 8);
        int method = zip.getShort(central + 10) & 0xFFFF;
        int packedBytes = zip.getInt(central + 20);
        int local = zip.getInt(central + 42);
        try {
            if (local < 0 || packedBytes < 0 || zip.getInt(local) != LOCAL_SIGNATURE) {
                throw new IOException("an entry is damaged");
            }
            int data =
                    local
                            + LOCAL_BYTES
                            + (zip.getShort(local + 26) & 0xFFFF)
                            + (zip.getShort(local + 28) & 0xFFFF);
            ByteBuffer packed = zip.slice(data, packedBytes);
            if ((flags & ENCRYPTED) != 0 || (method != STORED && method != DEFLATED)) {
                throw new IOException("an entry is encrypted, or packed in a way we do not read");
            }
            if (method == STORED) {
                byte[] bytes = new byte[Math.min(bytesMax, packedBytes)];
                packed.get(bytes);
                return bytes;
            }
            return inflated(packed, bytesMax);
        } catch (IndexOutOfBoundsException torn) {
            throw new IOException("an entry is cut short", torn);
        }
    }

    private static byte[] inflated(ByteBuffer packed, int bytesMax) throws IOException {
        byte[] input = new byte[packed.remaining()];
        packed.get(input);
        Inflater inflater = new Inflater(true);
        try (InputStream in =
                new InflaterInputStream(new java.io.ByteArrayInputStream(input), inflater)) {
            return in.readNBytes(bytesMax);
        } finally {
            inflater.end();
        }
    }

    private static Refused broken(String why) {
        return new Refused(
                "broken-zip", "The zip cannot be read: " + why + ". Make it with strata submit.");
    }
}
