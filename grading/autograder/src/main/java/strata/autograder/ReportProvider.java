package strata.autograder;

import strata.cli.CommandProvider;

/** Brings {@code strata report} to the command line. */
public final class ReportProvider implements CommandProvider {
    /** Found by name: META-INF/services. */
    public ReportProvider() {}

    @Override
    public String name() {
        return "report";
    }

    @Override
    public Object newCommand() {
        return new ReportCommand();
    }
}
