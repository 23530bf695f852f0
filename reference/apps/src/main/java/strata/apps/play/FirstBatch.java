package strata.apps.play;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a record batch of magic 2 as a picture: each field of its header with its bytes and
 * its value, then the first of what follows. The form is that of Kafka's message format page.
 */
final class FirstBatch {
    private static final int HEADER_SIZE = 61;
    private static final int REST_MAX = 64;
    private static final int ROW_SIZE = 16;
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private record Field(String name, int size, String remark) {}

    private static final List<Field> FIELDS =
            List.of(
                    new Field("baseOffset", 8, "the broker's gift: your log assigned it"),
                    new Field("batchLength", 4, "bytes from here on"),
                    new Field("partitionLeaderEpoch", 4, "the broker's, too"),
                    new Field("magic", 1, "the version of this format"),
                    new Field("crc", 4, "CRC-32C of all that follows"),
                    new Field("attributes", 2, ""),
                    new Field("lastOffsetDelta", 4, "added to baseOffset: the last offset"),
                    new Field("baseTimestamp", 8, "milliseconds since 1970"),
                    new Field("maxTimestamp", 8, "milliseconds since 1970"),
                    new Field("producerId", 8, "-1: not idempotent"),
                    new Field("producerEpoch", 2, ""),
                    new Field("baseSequence", 4, ""),
                    new Field("recordsCount", 4, ""));

    private FirstBatch() {}

    /** The lines of the picture of what lies at the start of a file; empty if it is no batch. */
    static List<String> picture(byte[] file) {
        List<String> lines = new ArrayList<>();
        if (file.length < HEADER_SIZE) {
            return lines;
        }
        int position = 0;
        for (Field field : FIELDS) {
            long value = valueOf(file, position, field.size());
            String remark = field.name().equals("attributes") ? attributes(value) : field.remark();
            lines.add(
                    "%4d  %-23s  %-20s  %s  %s"
                            .formatted(
                                    position,
                                    hex(file, position, field.size()),
                                    field.name(),
                                    field.name().equals("crc")
                                            ? "0x%08x".formatted(value & 0xFFFFFFFFL)
                                            : Long.toString(value),
                                    remark.isEmpty() ? "" : "(" + remark + ")")
                            .stripTrailing());
            position += field.size();
        }
        int end = Math.min(file.length, sizeOf(file));
        int shown = Math.min(end, HEADER_SIZE + REST_MAX);
        lines.add("      records:");
        for (int row = HEADER_SIZE; row < shown; row += ROW_SIZE) {
            int count = Math.min(ROW_SIZE, shown - row);
            lines.add(
                    "%4d  %-47s  %s".formatted(row, hex(file, row, count), text(file, row, count)));
        }
        if (shown < end) {
            lines.add("      ... and " + (end - shown) + " bytes more");
        }
        return lines;
    }

    /** How many bytes the batch at the start of a file takes. */
    static int sizeOf(byte[] file) {
        return 12 + (int) valueOf(file, 8, 4);
    }

    private static String attributes(long value) {
        int codec = (int) value & 7;
        return "compression " + (codec < CODECS.size() ? CODECS.get(codec) : "of an unknown kind");
    }

    private static long valueOf(byte[] bytes, int position, int size) {
        ByteBuffer field = ByteBuffer.wrap(bytes, position, size);
        return switch (size) {
            case 1 -> field.get();
            case 2 -> field.getShort();
            case 4 -> field.getInt();
            default -> field.getLong();
        };
    }

    private static String hex(byte[] bytes, int position, int count) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < count; i++) {
            hex.append(i == 0 ? "" : " ").append("%02x".formatted(bytes[position + i]));
        }
        return hex.toString();
    }

    private static String text(byte[] bytes, int position, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            byte b = bytes[position + i];
            text.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
        }
        return text.toString();
    }
}
