package strata.apps.play;

/** The story cannot go on. The message is for a person; the process ends with the exit code. */
public final class PlayFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A check failed: what was written did not come back, or the log came to a hole. */
    public static final int FAILED = 1;

    /** The machine is in the way. */
    public static final int ENVIRONMENT = 3;

    private final int exitCode;

    public PlayFault(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public PlayFault(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
