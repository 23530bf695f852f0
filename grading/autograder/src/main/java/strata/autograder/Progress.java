package strata.autograder;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import strata.autograder.grade.Grade;

/** Shows how far a grading has got: a bar on a terminal, else a line for each submission. */
final class Progress {
    private static final int COLUMNS = 24;

    private final PrintWriter err;
    private final int total;
    private final boolean terminal = isTerminal();
    private final long beganNs = System.nanoTime();
    private int done;
    private int flagged;

    Progress(PrintWriter err, int total) {
        this.err = err;
        this.total = total;
    }

    /** A submission is graded. */
    synchronized void ended(Grade grade) {
        done++;
        if (!grade.integrity().flags().isEmpty()) {
            flagged++;
        }
        if (terminal) {
            int filled = COLUMNS * done / total;
            err.printf(
                    "\r[%s%s] %d of %d graded, %d flagged, %s   ",
                    "#".repeat(filled), ".".repeat(COLUMNS - filled), done, total, flagged, left());
        } else {
            err.println(done + " of " + total + ": " + line(grade));
        }
        err.flush();
    }

    private String left() {
        long seconds = (System.nanoTime() - beganNs) / 1_000_000_000L * (total - done) / done;
        return done == total ? "done" : "about " + (seconds + 1) + " s left";
    }

    /** Takes the bar away. */
    synchronized void end() {
        if (terminal && done > 0) {
            err.print("\r" + " ".repeat(100) + "\r");
            err.flush();
        }
    }

    /** A grade in a line: name, score, how it ended, flags. */
    static String line(Grade grade) {
        String flags =
                String.join(
                        ", ",
                        grade.integrity().flags().stream()
                                .map(flag -> flag.name())
                                .distinct()
                                .toList());
        return String.format(
                Locale.ROOT,
                "%-28s %3d of %3d  %s%s",
                grade.submission().name(),
                grade.score(),
                grade.maxScore(),
                grade.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                flags.isEmpty() ? "" : "  [" + flags + "]");
    }

    @SuppressWarnings("SystemConsoleNull") // Null before JDK 22 only; both are dealt with here.
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true;
        }
    }
}
