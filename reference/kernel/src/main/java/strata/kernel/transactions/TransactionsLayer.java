package strata.kernel.transactions;

import strata.kernel.Nullable;
import strata.kernel.groups.PendingOffsets;

/**
 * Layer 5's way in; its provider has a public constructor without parameters and is named by the
 * resource {@code META-INF/strata/transactions}.
 */
public interface TransactionsLayer {
    /**
     * How the controller hands out producer ids (KIP-730): the block that begins with the first id
     * that no block has held.
     *
     * @param firstFree as the metadata has it; 0 in a new cluster
     * @return {@link ProducerIdBlock#SIZE} ids; null when there are no more, which is never in
     *     practice: below {@code Long.MAX_VALUE} all are used
     */
    @Nullable
    ProducerIdBlock nextBlock(long firstFree);

    /** The producer ids that a broker has been given; none yet. */
    ProducerIdSupply newProducerIds();

    /**
     * What a partition will know of its producers. It is made before the log is opened, and reads
     * then what the partition's {@code .txnindex} files tell: opening a log may remove some of
     * them. {@link ProducerStates#recover} comes next.
     */
    ProducerStates newProducerStates(ProducerStatesSpec spec);

    /** A coordinator that knows no transactional id yet: records are applied to it. */
    TransactionCoordinator newCoordinator(TransactionsSpec spec);

    /** The offsets that open transactions are about to commit in one partition; none yet. */
    PendingOffsets newPendingOffsets();
}
