package strata.cli;

/** The student's sources do not compile. The message says where and why, for a person. */
final class CompileFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String layer;

    CompileFault(Lab lab, String message) {
        super(message);
        this.layer = lab.layer();
    }

    /** The layer that does not compile. */
    String layer() {
        return layer;
    }
}
