package strata.cli;

/** What the command tells its caller. These numbers are part of the interface. */
final class ExitCode {
    /** What was asked is done. */
    static final int DONE = 0;

    /** A check failed: a red test, a broken invariant, sources that do not build. */
    static final int FAILED = 1;

    /**
     * The command line or a configuration key is wrong, or the part asked for does not exist yet.
     */
    static final int USAGE = 2;

    /** The machine is in the way: no JDK, a port taken, a folder that cannot be written. */
    static final int ENVIRONMENT = 3;

    private ExitCode() {}
}
