package strata.replication;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEntry;

/**
 * The text of a {@code leader-epoch-checkpoint}, as Kafka's: the version, 0; the number of entries;
 * and a line with epoch and start offset for each.
 */
final class EpochText {
    private static final String VERSION = "0";
    private static final int LINES_BEFORE_ENTRIES = 2;
    // So many digits always fit a long.
    private static final int DIGITS_MAX = 18;

    private EpochText() {}

    /** The text that says these entries. */
    static String of(List<EpochEntry> entries) {
        StringBuilder text = new StringBuilder();
        text.append(VERSION).append('\n').append(entries.size()).append('\n');
        for (EpochEntry entry : entries) {
            text.append(entry.epoch()).append(' ').append(entry.startOffset()).append('\n');
        }
        return text.toString();
    }

    /**
     * The entries that a text says; null when it is damaged. The last line must end, too: without
     * its end, digits may be missing.
     */
    static @Nullable List<EpochEntry> entries(String text) {
        List<String> lines = text.lines().toList();
        if (!text.endsWith("\n")
                || lines.size() < LINES_BEFORE_ENTRIES
                || !lines.get(0).equals(VERSION)
                || number(lines.get(1)) != lines.size() - LINES_BEFORE_ENTRIES) {
            return null;
        }
        List<EpochEntry> entries = new ArrayList<>();
        long epochBefore = -1;
        long offsetBefore = -1;
        for (String line : lines.subList(LINES_BEFORE_ENTRIES, lines.size())) {
            int space = line.indexOf(' ');
            long epoch = space < 0 ? -1 : number(line.substring(0, space));
            long offset = space < 0 ? -1 : number(line.substring(space + 1));
            if (epoch <= epochBefore || epoch > Integer.MAX_VALUE || offset <= offsetBefore) {
                return null;
            }
            entries.add(new EpochEntry((int) epoch, offset));
            epochBefore = epoch;
            offsetBefore = offset;
        }
        return entries;
    }

    /** The number that digits say; -1 when they are no digits, or too many. */
    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > DIGITS_MAX) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
