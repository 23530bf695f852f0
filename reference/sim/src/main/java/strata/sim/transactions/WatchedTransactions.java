package strata.sim.transactions;

import strata.kernel.Nullable;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionsLayer;
import strata.kernel.transactions.TransactionsSpec;

/** Layer 5 under watch, where a broker meets it: what it decides, and what it knows. */
final class WatchedTransactions implements TransactionsLayer {
    private final TransactionsLayer right;
    private final DecisionClaims decisions;
    private final ProducerClaims producers;

    WatchedTransactions(
            TransactionsLayer right, DecisionClaims decisions, ProducerClaims producers) {
        this.right = right;
        this.decisions = decisions;
        this.producers = producers;
    }

    @Override
    public @Nullable ProducerIdBlock nextBlock(long firstFree) {
        return right.nextBlock(firstFree);
    }

    @Override
    public ProducerIdSupply newProducerIds() {
        return right.newProducerIds();
    }

    @Override
    public ProducerStates newProducerStates(ProducerStatesSpec spec) {
        return new WatchedProducers(spec, right.newProducerStates(spec), producers, decisions);
    }

    @Override
    public TransactionCoordinator newCoordinator(TransactionsSpec spec) {
        return new WatchedCoordinator(right, spec, decisions);
    }

    @Override
    public PendingOffsets newPendingOffsets() {
        return right.newPendingOffsets();
    }
}
