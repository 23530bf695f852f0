package strata.sim.transactions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import strata.kernel.Answer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.request.EndTxn;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionView;
import strata.kernel.transactions.TransactionsLayer;
import strata.kernel.transactions.TransactionsSpec;

/** Layer 5 with one mistake. */
record PlantedTransactions(TransactionsLayer right, Mistake mistake) implements TransactionsLayer {
    /** What is wrong. */
    enum Mistake {
        /** What is sent again is appended again. */
        KNOWS_NO_DUPLICATES,
        /** Older epochs are as good as the present one, in partitions and offsets alike. */
        CHECKS_NO_EPOCH,
        /** The last stable offset is the high watermark. */
        STABLE_TO_THE_END,
        /** The last stable offset is above the high watermark. */
        STABLE_BEYOND,
        /** Readers are not told what was aborted. */
        TELLS_NO_ABORTS,
        /** Who starts anew has forgotten its producers. */
        FORGETS_PRODUCERS,
        /** Markers leave as soon as a decision is made. */
        SENDS_MARKERS_AT_ONCE,
        /** What is decided to be committed is aborted in the same breath. */
        CHANGES_ITS_MIND,
        /** Markers of some transactions are never sent, and counted as written. */
        LOSES_MARKERS,
        /** The end of an earlier epoch ends the transaction that is open now (KAFKA-17754). */
        LETS_LATE_ENDS_PASS,
        /** A coordinator that loads does not see which transactions were begun. */
        REPLAYS_BADLY,
        /** Offsets are dropped with the end of their transaction, however it ends. */
        LOSES_OFFSETS,
        /** Offsets are committed with the end of their transaction, however it ends. */
        COMMITS_ABORTED_OFFSETS
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
        return new PlantedProducers(right.newProducerStates(spec), mistake);
    }

    @Override
    public TransactionCoordinator newCoordinator(TransactionsSpec spec) {
        return new Coordinator(right, spec, mistake);
    }

    @Override
    public PendingOffsets newPendingOffsets() {
        return new Offsets(right.newPendingOffsets(), mistake);
    }

    /** A coordinator with the mistake. */
    private static final class Coordinator implements TransactionCoordinator {
        private final TransactionCoordinator coordinator;
        private final Mistake mistake;
        private boolean loaded;
        private int sent;

        Coordinator(TransactionsLayer layer, TransactionsSpec spec, Mistake mistake) {
            this.mistake = mistake;
            this.coordinator =
                    layer.newCoordinator(
                            new TransactionsSpec(
                                    spec.settings(),
                                    spec.version(),
                                    spec.producerIds(),
                                    (marker, partitions) -> {
                                        boolean isLost =
                                                mistake == Mistake.LOSES_MARKERS && ++sent % 5 == 0;
                                        if (!isLost) {
                                            spec.markers().write(marker, partitions);
                                        }
                                    },
                                    spec.patterns(),
                                    spec.trace()));
        }

        @Override
        public Decision<TransactionRecord, List<Answer>> decide(
                TransactionCommand asked, long nowMs) {
            TransactionCommand command =
                    mistake == Mistake.LETS_LATE_ENDS_PASS ? ofThePresentEpoch(asked) : asked;
            Decision<TransactionRecord, List<Answer>> decision = coordinator.decide(command, nowMs);
            if (mistake != Mistake.CHANGES_ITS_MIND) {
                return decision;
            }
            List<TransactionRecord> events = new ArrayList<>(decision.events());
            for (TransactionRecord event : decision.events()) {
                TransactionValue value = event.value();
                if (value != null && value.state() == TransactionState.PREPARE_COMMIT) {
                    events.add(aborted(event, value));
                }
            }
            return new Decision<>(events, decision.response());
        }

        private TransactionCommand ofThePresentEpoch(TransactionCommand command) {
            if (command instanceof TransactionCommand.Asked asked
                    && asked.request() instanceof EndTxn.Request end) {
                for (TransactionView view : coordinator.transactions()) {
                    TransactionValue value = view.value();
                    if (view.transactionalId().equals(end.transactionalId())
                            && value.state() == TransactionState.ONGOING
                            && value.producerEpoch() > end.producerEpoch()) {
                        return new TransactionCommand.Asked(
                                asked.waiter(),
                                asked.client(),
                                new EndTxn.Request(
                                        end.transactionalId(),
                                        end.producerId(),
                                        value.producerEpoch(),
                                        end.committed(),
                                        end.version()),
                                asked.wallMs());
                    }
                }
            }
            return command;
        }

        private static TransactionRecord aborted(TransactionRecord event, TransactionValue value) {
            return new TransactionRecord(
                    event.transactionalId(),
                    new TransactionValue(
                            value.producerId(),
                            value.previousProducerId(),
                            value.nextProducerId(),
                            value.producerEpoch(),
                            value.timeoutMs(),
                            TransactionState.PREPARE_ABORT,
                            value.partitions(),
                            value.updatedMs(),
                            value.startedMs(),
                            value.clientVersion()),
                    event.recordVersion());
        }

        @Override
        public void apply(long offset, TransactionRecord event) {
            TransactionValue value = event.value();
            boolean isTurned =
                    mistake == Mistake.REPLAYS_BADLY
                            && !loaded
                            && value != null
                            && value.state() == TransactionState.ONGOING;
            if (isTurned) {
                return;
            }
            coordinator.apply(offset, event);
            if (mistake == Mistake.SENDS_MARKERS_AT_ONCE) {
                coordinator.committed(offset + 1);
            }
        }

        @Override
        public void loaded(long nowMs) {
            loaded = true;
            coordinator.loaded(nowMs);
        }

        @Override
        public long nextDueMs() {
            return coordinator.nextDueMs();
        }

        @Override
        public @Nullable Decision<TransactionRecord, List<Answer>> due(long nowMs) {
            return coordinator.due(nowMs);
        }

        @Override
        public void refused(List<TransactionRecord> events, ErrorCode error, long nowMs) {
            coordinator.refused(events, error, nowMs);
        }

        @Override
        public void committed(long endOffset) {
            coordinator.committed(endOffset);
        }

        @Override
        public List<TransactionView> transactions() {
            return coordinator.transactions();
        }
    }

    /** Pending offsets with the mistake. */
    private record Offsets(PendingOffsets right, Mistake mistake) implements PendingOffsets {
        @Override
        public boolean has(String groupId, String topic, int partition) {
            return right.has(groupId, topic, partition);
        }

        @Override
        public boolean hasAny(String groupId) {
            return right.hasAny(groupId);
        }

        @Override
        public Collection<String> groupIds() {
            return right.groupIds();
        }

        @Override
        public List<Pending> of(String groupId) {
            return right.of(groupId);
        }

        @Override
        public void add(long producerId, Pending pending) {
            right.add(producerId, pending);
        }

        @Override
        public List<Pending> ended(long producerId, boolean committed) {
            return switch (mistake) {
                case LOSES_OFFSETS -> {
                    right.ended(producerId, committed);
                    yield List.of();
                }
                case COMMITS_ABORTED_OFFSETS -> right.ended(producerId, true);
                default -> right.ended(producerId, committed);
            };
        }

        @Override
        public void dropped(GroupKey.Offset key) {
            right.dropped(key);
        }
    }
}
