package strata.sim.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import strata.kernel.Nullable;

/**
 * The bytes of a sent value: its name, then filler that follows from the name. So a reader can tell
 * whether a byte was changed, without remembering what was sent.
 */
public final class Payload {
    private static final byte END_OF_NAME = ':';

    private Payload() {}

    /**
     * The bytes of a value.
     *
     * @param sizeInBytes how many; more when the name alone needs more
     */
    public static byte[] of(String name, int sizeInBytes) {
        byte[] start = (name + (char) END_OF_NAME).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[Math.max(start.length, sizeInBytes)];
        System.arraycopy(start, 0, bytes, 0, start.length);
        long pattern = patternOf(start, start.length);
        for (int i = start.length; i < bytes.length; i++) {
            bytes[i] = filler(pattern, i);
        }
        return bytes;
    }

    /** The name of a value; null when these are not the bytes of any value. */
    public static @Nullable String nameOf(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != END_OF_NAME) {
            end++;
        }
        if (end == 0 || end == bytes.length) {
            return null;
        }
        long pattern = patternOf(bytes, end + 1);
        for (int i = end + 1; i < bytes.length; i++) {
            if (bytes[i] != filler(pattern, i)) {
                return null;
            }
        }
        return new String(bytes, 0, end, StandardCharsets.US_ASCII);
    }

    private static long patternOf(byte[] bytes, int count) {
        long pattern = 0xcbf29ce484222325L;
        for (int i = 0; i < count; i++) {
            pattern = (pattern ^ bytes[i]) * 0x100000001b3L;
        }
        return pattern;
    }

    private static byte filler(long pattern, int position) {
        return (byte) ((pattern >>> (8 * (position & 7))) + 31L * position);
    }
}
