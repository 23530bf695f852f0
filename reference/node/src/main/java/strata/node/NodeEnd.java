package strata.node;

/** How a node that had started came to its end. */
public sealed interface NodeEnd {
    /** It was asked to stop, and did. */
    record Stopped() implements NodeEnd {}

    /**
     * It failed. What it had acknowledged is kept as its durability promises.
     *
     * @param exitCode {@link ExitCode#ENVIRONMENT} for a fault of the disk, {@link ExitCode#BUG}
     *     for one in Strata
     * @param cause what it threw
     */
    record Failed(ExitCode exitCode, Throwable cause) implements NodeEnd {}

    /** What the process is to say about it. */
    default ExitCode code() {
        return switch (this) {
            case Stopped stopped -> ExitCode.DONE;
            case Failed failed -> failed.exitCode();
        };
    }
}
