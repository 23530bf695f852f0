package strata.cli.inspect;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Says how far long work has got, on the error stream: a bar on a terminal, else a line at times.
 * Work that is done within a second is not talked about.
 */
final class ScanProgress {
    private static final long QUIET_NS = 1_000_000_000L;
    private static final long BAR_EVERY_NS = 100_000_000L;
    private static final long LINE_EVERY_NS = 10_000_000_000L;
    private static final int BAR_COLUMNS = 24;
    private static final int LOOK_EVERY = 64;
    private static final String CLEAR = "\r" + " ".repeat(78) + "\r";

    private final PrintWriter err;
    private final boolean terminal;
    private final long startNs = System.nanoTime();
    private long shownNs = startNs;
    private int calls;
    private volatile boolean barShown;

    ScanProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
        if (terminal) {
            // Ctrl-C leaves no half of a bar behind.
            Runtime.getRuntime().addShutdownHook(new Thread(this::clear, "progress"));
        }
    }

    /** A file is read up to here. */
    void at(String file, long position, long end) {
        if (++calls % LOOK_EVERY != 0) {
            return;
        }
        long nowNs = System.nanoTime();
        boolean due = nowNs - shownNs >= (terminal ? BAR_EVERY_NS : LINE_EVERY_NS);
        if (!due || nowNs - startNs < QUIET_NS || end <= 0) {
            return;
        }
        shownNs = nowNs;
        double share = Math.min(1.0, (double) position / end);
        if (terminal) {
            int filled = (int) (BAR_COLUMNS * share);
            String bar = "#".repeat(filled) + ".".repeat(BAR_COLUMNS - filled);
            err.printf(Locale.ROOT, "\r%s [%s] %3.0f %%  ", file, bar, 100 * share);
            barShown = true;
        } else {
            err.printf(Locale.ROOT, "%s: %.0f %%%n", file, 100 * share);
        }
        err.flush();
    }

    /** Takes the bar away: something else is to be written there. */
    void clear() {
        if (barShown) {
            barShown = false;
            err.print(CLEAR);
            err.flush();
        }
    }
}
