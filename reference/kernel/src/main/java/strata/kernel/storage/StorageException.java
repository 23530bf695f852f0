package strata.kernel.storage;

/**
 * The disk failed. An environment fault: a layer never catches it; the node stops, and recovers by
 * starting anew on what is stored.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure. */
    public enum Kind {
        /** The device reported an error. */
        IO,
        /** No space is left. */
        FULL,
        /** The operating system forbids it, or the file is missing or of another kind. */
        ACCESS,
        /** Bytes that were once durable are not what was written. */
        CORRUPT
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of failure. */
    public Kind kind() {
        return kind;
    }
}
