package strata.segments;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import strata.lessons.Lesson;

/**
 * The bytes of an index file: how they should be, and as a picture for a card, an entry a line.
 *
 * <pre>
 * 00 00 00 09  00 00 10 68                 offset 412 + 9, at byte 4200
 * 00 00 01 9b 76 da a8 00  00 00 00 09     time 1767225600000, offset 412 + 9
 * </pre>
 */
final class HiddenTestIndex {
    private static final int OFFSET_ENTRY_BYTES = 8;
    private static final int TIME_ENTRY_BYTES = 12;

    private HiddenTestIndex() {}

    /** An offset index: offset and position of each entry. */
    static byte[] offsets(long baseOffset, long... offsetsAndPositions) {
        ByteBuffer bytes = ByteBuffer.allocate(offsetsAndPositions.length * 4);
        for (int i = 0; i < offsetsAndPositions.length; i += 2) {
            bytes.putInt((int) (offsetsAndPositions[i] - baseOffset));
            bytes.putInt((int) offsetsAndPositions[i + 1]);
        }
        return bytes.array();
    }

    /** A time index: timestamp and offset of each entry. */
    static byte[] times(long baseOffset, long... timesAndOffsets) {
        ByteBuffer bytes = ByteBuffer.allocate(timesAndOffsets.length * 6);
        for (int i = 0; i < timesAndOffsets.length; i += 2) {
            bytes.putLong(timesAndOffsets[i]);
            bytes.putInt((int) (timesAndOffsets[i + 1] - baseOffset));
        }
        return bytes.array();
    }

    /** Expects the bytes of an offset index; the card shows both, entry by entry. */
    static void expectOffsets(
            Lesson lesson, String what, long baseOffset, byte[] expected, byte[] got) {
        lesson.expect(what, offsetPicture(baseOffset, expected), offsetPicture(baseOffset, got));
    }

    /** Expects the bytes of a time index; the card shows both, entry by entry. */
    static void expectTimes(
            Lesson lesson, String what, long baseOffset, byte[] expected, byte[] got) {
        lesson.expect(what, timePicture(baseOffset, expected), timePicture(baseOffset, got));
    }

    /** The entries of an offset index, an entry a line; all bytes are in it. */
    static String offsetPicture(long baseOffset, byte[] bytes) {
        ByteBuffer entries = ByteBuffer.wrap(bytes);
        StringBuilder picture = start(bytes, OFFSET_ENTRY_BYTES);
        while (entries.remaining() >= OFFSET_ENTRY_BYTES) {
            int at = entries.position();
            line(
                    picture,
                    hex(bytes, at, 4) + "  " + hex(bytes, at + 4, 4),
                    "offset %d + %d, at byte %d",
                    baseOffset,
                    entries.getInt(),
                    entries.getInt());
        }
        return end(picture, bytes, entries.position());
    }

    /** The entries of a time index, an entry a line; all bytes are in it. */
    static String timePicture(long baseOffset, byte[] bytes) {
        ByteBuffer entries = ByteBuffer.wrap(bytes);
        StringBuilder picture = start(bytes, TIME_ENTRY_BYTES);
        while (entries.remaining() >= TIME_ENTRY_BYTES) {
            int at = entries.position();
            line(
                    picture,
                    hex(bytes, at, 8) + "  " + hex(bytes, at + 8, 4),
                    "time %d, offset %d + %d",
                    entries.getLong(),
                    baseOffset,
                    entries.getInt());
        }
        return end(picture, bytes, entries.position());
    }

    private static StringBuilder start(byte[] bytes, int entryBytes) {
        int count = bytes.length / entryBytes;
        return new StringBuilder(count == 1 ? "1 entry:" : count + " entries:");
    }

    @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be one more jar for the labs.
    private static void line(StringBuilder picture, String hex, String words, Object... values) {
        picture.append('\n').append(hex).append("   ");
        picture.append(String.format(Locale.ROOT, words, values));
    }

    private static String end(StringBuilder picture, byte[] bytes, int from) {
        if (from < bytes.length) {
            String rest = hex(bytes, from, bytes.length - from);
            picture.append("\nand behind them, no whole entry: ").append(rest);
        }
        return picture.toString();
    }

    private static String hex(byte[] bytes, int from, int count) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, from, from + count);
    }
}
