package strata.apps.bench;

import java.io.PrintStream;

/** Says on standard error what the bench is busy with, so that standard output stays a report. */
final class Progress {
    private final PrintStream out;
    private String prefix = "";

    Progress(PrintStream out) {
        this.out = out;
    }

    /** Where in the run the next lines belong, for instance {@code produce 1/3 kafka}. */
    void at(String place) {
        prefix = "[" + place + "] ";
    }

    void say(String line) {
        out.println(prefix + line);
    }
}
