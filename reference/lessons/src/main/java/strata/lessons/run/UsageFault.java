package strata.lessons.run;

/** A command line that cannot be meant so; its message says why, in one line. */
final class UsageFault extends Exception {
    private static final long serialVersionUID = 1L;

    UsageFault(String message) {
        super(message);
    }
}
