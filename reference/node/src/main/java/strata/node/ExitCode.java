package strata.node;

/** What the process tells its caller, the same for every command. */
public enum ExitCode {
    /** All went well. */
    DONE(0),
    /** A check failed: a bug in Strata. */
    BUG(1),
    /** Wrong usage, or a wrong configuration. */
    USAGE(2),
    /** The environment does not allow it: a port is taken, a disk is full. */
    ENVIRONMENT(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number for {@link System#exit}. */
    public int number() {
        return number;
    }
}
