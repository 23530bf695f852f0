package strata.cli;

/** The student's sources do not compile. The message says where and why, for a person. */
final class CompileFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CompileFault(String message) {
        super(message);
    }
}
