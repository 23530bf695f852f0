package strata.node;

import strata.kernel.Nullable;

/**
 * A node cannot start. The message is one line for a person: what is wrong, and what to do about
 * it.
 */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    private StartException(ExitCode exitCode, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static StartException usage(@Nullable String message) {
        return new StartException(ExitCode.USAGE, message, null);
    }

    static StartException environment(@Nullable String message) {
        return new StartException(ExitCode.ENVIRONMENT, message, null);
    }

    static StartException environment(@Nullable String message, Throwable cause) {
        return new StartException(ExitCode.ENVIRONMENT, message, cause);
    }

    /** {@link ExitCode#USAGE} or {@link ExitCode#ENVIRONMENT}. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
