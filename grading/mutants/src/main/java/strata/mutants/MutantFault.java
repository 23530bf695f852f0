package strata.mutants;

/** A mutant that cannot be used as it is written: its file is malformed, or no longer fits. */
public final class MutantFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MutantFault(String message) {
        super(message);
    }
}
