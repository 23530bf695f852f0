package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import strata.kernel.Answer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionView;
import strata.kernel.transactions.TransactionsLayer;
import strata.kernel.transactions.TransactionsSpec;
import strata.sim.Breach;

/**
 * A coordinator under watch: its records keep the claims about decisions, and the same records,
 * applied to another coordinator, make the same transactions.
 */
final class WatchedCoordinator implements TransactionCoordinator {
    // Replaying takes time: now and then is enough.
    private static final int REPLAY_EVERY = 48;

    private final TransactionsLayer layer;
    private final TransactionsSpec spec;
    private final DecisionClaims claims;
    private final TransactionCoordinator coordinator;
    private final List<Event> applied = new ArrayList<>();
    private final Map<String, DecisionClaims.Applied> latest = new LinkedHashMap<>();
    private long committedEnd;
    // How many had been applied when it was last replayed.
    private int checkedAt;

    private record Event(long offset, TransactionRecord record) {}

    WatchedCoordinator(TransactionsLayer layer, TransactionsSpec spec, DecisionClaims claims) {
        this.layer = layer;
        this.spec = spec;
        this.claims = claims;
        this.coordinator =
                layer.newCoordinator(
                        new TransactionsSpec(
                                spec.settings(),
                                spec.version(),
                                spec.producerIds(),
                                (marker, partitions) -> {
                                    claims.sends(
                                            marker,
                                            latest.get(marker.transactionalId()),
                                            committedEnd);
                                    spec.markers().write(marker, partitions);
                                },
                                spec.patterns(),
                                spec.trace()));
    }

    @Override
    public Decision<TransactionRecord, List<Answer>> decide(
            TransactionCommand command, long nowMs) {
        return coordinator.decide(command, nowMs);
    }

    @Override
    public void apply(long offset, TransactionRecord event) {
        String id = event.transactionalId();
        DecisionClaims.Applied now = new DecisionClaims.Applied(offset, event.value());
        DecisionClaims.Applied before = latest.put(id, now);
        if (before != null) {
            claims.follows(id, before, now);
        }
        applied.add(new Event(offset, event));
        coordinator.apply(offset, event);
        TransactionValue value = event.value();
        if (value != null) {
            claims.moves().reached(value.state());
        }
    }

    @Override
    public void loaded(long nowMs) {
        coordinator.loaded(nowMs);
        claims.loaded(latest);
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
        committedEnd = Math.max(committedEnd, endOffset);
        coordinator.committed(endOffset);
        if (applied.size() >= checkedAt + REPLAY_EVERY) {
            checkedAt = applied.size();
            checkReplay();
        }
    }

    @Override
    public List<TransactionView> transactions() {
        return coordinator.transactions();
    }

    private void checkReplay() {
        TransactionCoordinator other =
                layer.newCoordinator(
                        new TransactionsSpec(
                                spec.settings(),
                                spec.version(),
                                layer.newProducerIds(),
                                (marker, partitions) -> {},
                                spec.patterns(),
                                text -> {}));
        applied.forEach(each -> other.apply(each.offset, each.record));
        Map<String, TransactionValue> replayed = valuesOf(other);
        Map<String, TransactionValue> lived = valuesOf(coordinator);
        if (!lived.equals(replayed)) {
            List<String> differing = new ArrayList<>();
            Function<String, String> both =
                    id -> id + ": " + lived.get(id) + ", replayed " + replayed.get(id);
            lived.entrySet().stream()
                    .filter(each -> !each.getValue().equals(replayed.get(each.getKey())))
                    .map(each -> both.apply(each.getKey()))
                    .forEach(differing::add);
            replayed.keySet().stream()
                    .filter(id -> !lived.containsKey(id))
                    .map(both)
                    .forEach(differing::add);
            throw claims.world()
                    .breach(
                            Breach.of(
                                    "replay-differs",
                                    "A coordinator's state is what its records say",
                                    String.join("; ", differing)));
        }
    }

    private static Map<String, TransactionValue> valuesOf(TransactionCoordinator of) {
        Map<String, TransactionValue> values = new LinkedHashMap<>();
        of.transactions().forEach(view -> values.put(view.transactionalId(), view.value()));
        return values;
    }
}
