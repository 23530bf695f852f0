package strata.kernel.transactions;

/**
 * Levels of the feature {@code transaction.version} (KIP-890, KIP-1022). The cluster has one
 * (finalized); a client has another where it speaks an older protocol.
 */
public enum TransactionVersion {
    /** The first version; records of {@code __transaction_state} are not flexible (version 0). */
    V0(0),
    /** As before, but the records are flexible (version 1) and keep tagged fields. */
    V1(1),
    /**
     * Every end of a transaction bumps the producer's epoch, and partitions are added by the
     * brokers that lead them: a late request can never be taken for one of the next transaction.
     */
    V2(2);

    /** The name of the feature. */
    public static final String FEATURE = "transaction.version";

    private final short level;

    TransactionVersion(int level) {
        this.level = (short) level;
    }

    /** The level as the protocol tells it. */
    public short level() {
        return level;
    }

    /**
     * The version of a level.
     *
     * @return of one that is not known: the nearest one
     */
    public static TransactionVersion ofLevel(int level) {
        return level <= 0 ? V0 : level == 1 ? V1 : V2;
    }

    /** Whether the end of a transaction bumps the epoch. */
    public boolean bumpsEpochs() {
        return this == V2;
    }

    /** In which version records of {@code __transaction_state} are written. */
    public short recordVersion() {
        return (short) (this == V0 ? 0 : 1);
    }
}
