package strata.apps.play;

/** The story cannot go on. The message is for a person; the process ends with the exit code. */
final class PlayFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A check failed: what was written did not come back, or the log came to a hole. */
    static final int FAILED = 1;

    /** The machine is in the way. */
    static final int ENVIRONMENT = 3;

    private final int exitCode;

    PlayFault(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    PlayFault(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
