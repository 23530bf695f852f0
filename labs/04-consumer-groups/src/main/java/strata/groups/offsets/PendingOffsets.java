package strata.groups.offsets;

/**
 * Offsets that open transactions are about to commit (KIP-447): where layer 5 comes in. Until its
 * transaction has ended such an offset is not committed, but whoever asks for a stable one has to
 * wait for it, and what it may replace does not expire.
 */
public interface PendingOffsets {
    /** Whether an open transaction is about to commit an offset of this partition. */
    boolean has(String groupId, String topic, int partition);

    /** Whether an open transaction is about to commit any offset of a group. */
    boolean hasAny(String groupId);

    /** No transactions. */
    PendingOffsets NONE =
            new PendingOffsets() {
                @Override
                public boolean has(String groupId, String topic, int partition) {
                    return false;
                }

                @Override
                public boolean hasAny(String groupId) {
                    return false;
                }
            };
}
