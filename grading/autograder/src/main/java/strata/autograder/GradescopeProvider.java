package strata.autograder;

import strata.cli.CommandProvider;

/** Brings {@code strata gradescope} to the command line. */
public final class GradescopeProvider implements CommandProvider {
    /** Found by name: META-INF/services. */
    public GradescopeProvider() {}

    @Override
    public String name() {
        return "gradescope";
    }

    @Override
    public Object newCommand() {
        return new GradescopeCommand();
    }
}
