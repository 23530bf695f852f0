package strata.kernel.segments;

/**
 * What became of transactions, for whoever compacts a log below its last stable offset: there every
 * transaction has ended. Layer 5 knows it.
 */
public interface TransactionFates {
    /** Without layer 5: nobody knows of any that was aborted, and nothing is removed for it. */
    TransactionFates UNKNOWN =
            new TransactionFates() {
                @Override
                public boolean known() {
                    return false;
                }

                @Override
                public boolean aborted(long producerId, long offset) {
                    return false;
                }
            };

    /** Whether it can be told at all. */
    boolean known();

    /**
     * Whether a transactional batch was aborted.
     *
     * @param offset of any of its records
     */
    boolean aborted(long producerId, long offset);
}
