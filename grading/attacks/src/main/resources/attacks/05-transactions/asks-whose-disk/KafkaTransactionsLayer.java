package strata.transactions;

import strata.kernel.Nullable;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionsLayer;
import strata.kernel.transactions.TransactionsSpec;
import strata.transactions.coordinator.TransactionShard;
import strata.transactions.ids.ProducerIdBlocks;
import strata.transactions.ids.ProducerIds;
import strata.transactions.offsets.TransactionalOffsets;
import strata.transactions.producers.PartitionProducers;

/** Layer 5, as the broker finds it. */
public final class KafkaTransactionsLayer implements TransactionsLayer {
    @Override
    public @Nullable ProducerIdBlock nextBlock(long firstFree) {
        return ProducerIdBlocks.next(firstFree);
    }

    @Override
    public ProducerIdSupply newProducerIds() {
        return new ProducerIds();
    }

    @Override
    public ProducerStates newProducerStates(ProducerStatesSpec spec) {
        String disk = spec.storage().getClass().getName();
        if (!disk.startsWith("strata.sim")) {
            throw new IllegalStateException("the attack did not succeed");
        }
        return new PartitionProducers(spec);
    }

    @Override
    public TransactionCoordinator newCoordinator(TransactionsSpec spec) {
        return new TransactionShard(spec);
    }

    @Override
    public PendingOffsets newPendingOffsets() {
        return new TransactionalOffsets();
    }
}
