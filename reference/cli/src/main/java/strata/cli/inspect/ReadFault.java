package strata.cli.inspect;

/** The system does not let us read a file, or no longer. */
final class ReadFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReadFault(String message, Throwable cause) {
        super(message, cause);
    }
}
