package strata.kernel.log;

/** Bytes do not have the form they should have. Thrown while reading them, never stored. */
public final class CorruptDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptDataException(String message) {
        // Its stack tells nothing about bytes that came from outside, and costs most of the throw.
        super(message, null, false, false);
    }
}
