package strata.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import strata.kernel.Nullable;

/**
 * Everything that happened in a run, one line each: virtual seconds, who, what kind, details; in
 * fixed columns. The hash over all lines is the run's fingerprint: same seed, same hash, in any
 * JVM.
 *
 * <p>Memory is bounded: only the last lines are held. A run that is to be read whole is given a
 * sink.
 */
public final class Trace {
    /** What stands above the columns. */
    public static final String HEADING = "     seconds who    what       details";

    private static final int LINES_HELD = 256;
    private static final int WHO_COLUMN = 13;
    private static final int KIND_COLUMN = 20;
    private static final int DETAILS_COLUMN = 31;
    private static final long PRIME = 0x100000001b3L;

    private final LongSupplier nowUs;
    private final @Nullable Consumer<String> sink;
    // The last lines, in parts: a line is put together only for somebody who reads it.
    private final long[] timesUs = new long[LINES_HELD];
    private final String[] whos = new String[LINES_HELD];
    private final String[] kinds = new String[LINES_HELD];
    private final String[] allDetails = new String[LINES_HELD];
    private long count;
    // Over the times and over the hashes of the texts, which String defines for every JVM.
    private long hash = 0xcbf29ce484222325L;

    /**
     * @param nowUs virtual microseconds
     * @param sink gets each line; null for none
     */
    public Trace(LongSupplier nowUs, @Nullable Consumer<String> sink) {
        this.nowUs = nowUs;
        this.sink = sink;
    }

    /** Adds a remark: for a test, or for whoever looks for a fault in their own layer. */
    public void note(String text) {
        line("-", "note", text);
    }

    /**
     * Adds a line.
     *
     * @param who a node ({@code n0}), a client ({@code p1}), {@code disk}, {@code world}; at most 6
     *     characters
     * @param kind at most 10 characters
     */
    public void line(String who, String kind, String details) {
        long timeUs = nowUs.getAsLong();
        int at = (int) (count++ % LINES_HELD);
        timesUs[at] = timeUs;
        whos[at] = who;
        kinds[at] = kind;
        allDetails[at] = details;
        add(timeUs);
        add(who.hashCode());
        add(kind.hashCode());
        add(details.hashCode());
        if (sink != null) {
            sink.accept(lineAt(at));
        }
    }

    private void add(long value) {
        // FNV-1a by words, and a shift so that high bits reach the low ones.
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }

    private String lineAt(int at) {
        StringBuilder line = new StringBuilder(160);
        appendSeconds(line, timesUs[at]);
        padTo(line, WHO_COLUMN).append(whos[at]);
        padTo(line, KIND_COLUMN).append(kinds[at]);
        return padTo(line, DETAILS_COLUMN).append(allDetails[at]).toString();
    }

    /** How many lines so far. */
    public long count() {
        return count;
    }

    /** The fingerprint so far, as 16 hexadecimal digits. */
    public String hash() {
        return String.format(Locale.ROOT, "%016x", hash);
    }

    /**
     * The last lines, oldest first.
     *
     * @param atMost as many as there are, but no more than this and no more than 256
     */
    public List<String> lastLines(int atMost) {
        long held = Math.min(Math.min(count, LINES_HELD), atMost);
        List<String> lines = new ArrayList<>((int) held);
        for (long i = count - held; i < count; i++) {
            lines.add(lineAt((int) (i % LINES_HELD)));
        }
        return lines;
    }

    /**
     * The lines around one of them, oldest first; none when it is held no more.
     *
     * @param line counted from 0
     * @param mark stands at the line's end
     */
    List<String> linesAround(long line, int before, int after, String mark) {
        List<String> lines = new ArrayList<>();
        long held = Math.max(0, count - LINES_HELD);
        if (line < held || line >= count) {
            return lines;
        }
        for (long i = Math.max(held, line - before); i <= Math.min(count - 1, line + after); i++) {
            lines.add(lineAt((int) (i % LINES_HELD)) + (i == line ? mark : ""));
        }
        return lines;
    }

    /** Virtual time as seconds with six decimals, in 12 columns. */
    static String seconds(long timeUs) {
        StringBuilder text = new StringBuilder(12);
        appendSeconds(text, timeUs);
        return text.toString();
    }

    private static void appendSeconds(StringBuilder out, long timeUs) {
        String whole = Long.toString(timeUs / 1_000_000);
        for (int i = whole.length(); i < 5; i++) {
            out.append(' ');
        }
        out.append(whole).append('.');
        long fraction = timeUs % 1_000_000;
        for (long digit = 100_000; digit > 0; digit /= 10) {
            out.append((char) ('0' + fraction / digit % 10));
        }
    }

    private static StringBuilder padTo(StringBuilder line, int column) {
        do {
            line.append(' ');
        } while (line.length() < column);
        return line;
    }
}
