package strata.autograder;

import strata.cli.CommandProvider;

/** Brings {@code strata grade} to the command line. */
public final class GradeProvider implements CommandProvider {
    /** Found by name: META-INF/services. */
    public GradeProvider() {}

    @Override
    public String name() {
        return "grade";
    }

    @Override
    public Object newCommand() {
        return new GradeCommand();
    }
}
