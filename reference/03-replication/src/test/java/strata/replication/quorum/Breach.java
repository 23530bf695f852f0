package strata.replication.quorum;

/** Something happened that may never happen. */
final class Breach extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Breach(String what) {
        super(what);
    }
}
