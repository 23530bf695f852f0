package strata.cli;

import java.io.PrintWriter;
import java.util.Locale;
import strata.sim.run.SimulationRunner;
import strata.sim.scenario.RunResult;

/** Shows how far a series of simulated runs has got: a bar on a terminal, else a line at times. */
final class SimProgress implements SimulationRunner.Progress {
    private static final long BAR_EVERY_NS = 100_000_000L;
    private static final long LINE_EVERY_NS = 10_000_000_000L;
    private static final int BAR_COLUMNS = 24;

    private final PrintWriter err;
    private final boolean terminal = Terminal.isInteractive();
    private String scenario = "";
    private long startNs;
    private long shownNs;
    private long red;
    private boolean barShown;

    SimProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void ended(String name, long done, long total, RunResult result) {
        long nowNs = System.nanoTime();
        if (!name.equals(scenario)) {
            scenario = name;
            startNs = nowNs;
            shownNs = nowNs;
            red = 0;
        }
        if (!result.verdict().passes()) {
            red++;
        }
        boolean due = nowNs - shownNs >= (terminal ? BAR_EVERY_NS : LINE_EVERY_NS);
        if (!due || done == total) {
            return;
        }
        shownNs = nowNs;
        double perSecond = done / ((nowNs - startNs) / 1e9 + 1e-9);
        String figures =
                String.format(
                        Locale.ROOT, "%d of %d, %d red, %.0f seeds/s", done, total, red, perSecond);
        int filled = (int) (BAR_COLUMNS * done / total);
        String bar = "#".repeat(filled) + ".".repeat(BAR_COLUMNS - filled);
        show(name + " [" + bar + "] " + figures, name + ": " + figures);
    }

    @Override
    public void minimising(long seed, int tried, RunResult smallest) {
        long nowNs = System.nanoTime();
        if (nowNs - shownNs < (terminal ? BAR_EVERY_NS : LINE_EVERY_NS)) {
            return;
        }
        shownNs = nowNs;
        String figures =
                String.format(
                        Locale.ROOT,
                        "making the failure of seed %d small: %d runs tried, %d faults left",
                        seed,
                        tried,
                        smallest.schedule().faults().size());
        show(figures, figures);
    }

    private void show(String bar, String line) {
        if (terminal) {
            err.print("\r" + bar + "   ");
            barShown = true;
        } else {
            err.println(line);
        }
        err.flush();
    }

    /** Takes the bar away. */
    void end() {
        if (barShown) {
            err.print("\r" + " ".repeat(110) + "\r");
            err.flush();
        }
    }
}
