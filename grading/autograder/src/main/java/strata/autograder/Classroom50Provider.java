package strata.autograder;

import strata.cli.CommandProvider;

/** Brings {@code strata classroom50} to the command line. */
public final class Classroom50Provider implements CommandProvider {
    /** Found by name: META-INF/services. */
    public Classroom50Provider() {}

    @Override
    public String name() {
        return "classroom50";
    }

    @Override
    public Object newCommand() {
        return new Classroom50Command();
    }
}
