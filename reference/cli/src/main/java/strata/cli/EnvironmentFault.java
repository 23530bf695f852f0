package strata.cli;

/**
 * The machine is in the way: a port is taken, a folder cannot be written, a program is missing.
 * Ends the command with {@link ExitCode#ENVIRONMENT} and its message as the only line, so the
 * message says which thing it was and what to do.
 */
public final class EnvironmentFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is in the way and what to do, in one line. */
    public EnvironmentFault(String message) {
        super(message);
    }

    /** The same, with the fault that told us. */
    public EnvironmentFault(String message, Throwable cause) {
        super(message, cause);
    }
}
