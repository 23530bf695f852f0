package strata.kernel.groups;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import strata.kernel.TopicId;

/**
 * Remembers names and ids read of late, so that equal ones become the same object: a replay of a
 * million offsets meets a few thousand names.
 */
final class SharedNames {
    // A power of two: a hash's lower bits choose the slot, and a newcomer takes it.
    private static final int SLOTS = 1_024;
    private static final int NAME_BYTES_MAX = 256;

    private final byte[][] nameBytes = new byte[SLOTS][];
    private final String[] names = new String[SLOTS];
    private final TopicId[] ids = new TopicId[SLOTS];
    private byte[] scratch = new byte[NAME_BYTES_MAX];

    /** At least so many bytes, to be used until the next call. */
    byte[] scratch(int count) {
        if (count <= scratch.length) {
            return scratch;
        }
        // A string has 32 KiB at most where lengths are plain; a longer one is not worth keeping.
        byte[] larger = new byte[count];
        if (count <= Short.MAX_VALUE) {
            scratch = larger;
        }
        return larger;
    }

    /** The name whose UTF-8 are the first {@code count} of these bytes. */
    String name(byte[] bytes, int count) {
        if (count > NAME_BYTES_MAX) {
            return new String(bytes, 0, count, StandardCharsets.UTF_8);
        }
        int hash = 0;
        for (int i = 0; i < count; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = slot(hash);
        byte[] last = nameBytes[slot];
        if (last != null && Arrays.equals(last, 0, last.length, bytes, 0, count)) {
            return names[slot];
        }
        String name = new String(bytes, 0, count, StandardCharsets.UTF_8);
        nameBytes[slot] = Arrays.copyOf(bytes, count);
        names[slot] = name;
        return name;
    }

    TopicId id(long high, long low) {
        int slot = slot(Long.hashCode(high ^ low));
        TopicId last = ids[slot];
        if (last != null && last.high() == high && last.low() == low) {
            return last;
        }
        TopicId id = new TopicId(high, low);
        ids[slot] = id;
        return id;
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }
}
