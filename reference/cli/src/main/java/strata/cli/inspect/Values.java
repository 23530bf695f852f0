package strata.cli.inspect;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CompressionType;

/** How values are written for a person. */
final class Values {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    // Years beyond it have more digits than a column.
    private static final long LAST_WRITTEN_MS = 253_402_300_799_999L;
    private static final long FIRST_WRITTEN_MS = -62_135_596_800_000L;

    private Values() {}

    /** Eight hexadecimal digits. */
    static String crc(long crc) {
        return "0x" + HexFormat.of().toHexDigits(crc, 8);
    }

    /** First and last offset. */
    static String offsets(BatchHeader header) {
        return header.baseOffset() + ".." + header.lastOffset();
    }

    /** The codec's name in lower case; {@code unknown(7)} when there is none. */
    static String compression(BatchHeader header) {
        CompressionType type = header.compression();
        return type == null
                ? "unknown(" + (header.attributes() & 7) + ")"
                : type.name().toLowerCase(Locale.ROOT);
    }

    /** A time in UTC to the second; {@code -} for none. */
    static String seconds(long timestampMs) {
        return written(SECONDS, timestampMs);
    }

    /** A time in UTC to the millisecond; {@code -} for none. */
    static String time(long timestampMs) {
        return written(MILLISECONDS, timestampMs);
    }

    private static String written(DateTimeFormatter format, long timestampMs) {
        if (timestampMs == -1) {
            return "-";
        }
        if (timestampMs < FIRST_WRITTEN_MS || timestampMs > LAST_WRITTEN_MS) {
            return timestampMs + " ms";
        }
        try {
            return format.format(Instant.ofEpochMilli(timestampMs));
        } catch (DateTimeException e) {
            return timestampMs + " ms";
        }
    }

    /** A size in a unit that is easy to read. */
    static String size(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double size = bytes / 1024.0;
        int unit = 0;
        while (size >= 1000 && unit < units.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
    }

    /** A number; {@code -} when there is none. */
    static String orDash(long number) {
        return number < 0 ? "-" : Long.toString(number);
    }

    /** A number and the word for the things, in the singular for one. */
    static String count(long number, String thing) {
        if (number == 1) {
            return "1 " + thing;
        }
        boolean endsWithY = thing.endsWith("y");
        String stem = endsWithY ? thing.substring(0, thing.length() - 1) + "ie" : thing;
        return number + " " + stem + (thing.endsWith("ch") ? "es" : "s");
    }

    /** The text, or {@code -} for none. */
    static String orDash(@Nullable String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }
}
