package strata.transactions.coordinator;

import java.util.List;
import strata.kernel.Answer;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.Request;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionSettings;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionView;
import strata.kernel.transactions.TransactionsSpec;

/**
 * The transactional ids of one partition of {@code __transaction_state}: hands each request, record
 * and moment to whom it concerns.
 */
public final class TransactionShard implements TransactionCoordinator {
    private final TransactionsSpec spec;
    private final TransactionalIds ids = new TransactionalIds();
    private final WallTime wall = new WallTime();
    private final Initialisation initialisation;
    private final Additions additions;
    private final Endings endings;
    private final MarkerDelivery delivery;
    private final Timeouts timeouts;
    private final Expiry expiry;
    private final Listings listings;

    // The latest that anybody has said, monotonic.
    private long nowMs;

    // Before that, records are those of the log.
    private boolean loaded;

    // What is committed as far as is known.
    private long committedEnd;

    public TransactionShard(TransactionsSpec spec) {
        this.spec = spec;
        TransactionSettings settings = spec.settings();
        EpochBumps bumps = new EpochBumps(spec.version(), spec.producerIds());
        initialisation = new Initialisation(spec, ids, bumps);
        additions = new Additions(ids);
        endings = new Endings(ids, bumps);
        delivery = new MarkerDelivery(spec.markers(), settings.markerRetryMs());
        timeouts = new Timeouts(ids, bumps, settings.markerRetryMs(), spec.trace());
        expiry = new Expiry(ids, settings.idExpirationMs());
        listings = new Listings(ids, delivery, spec.patterns());
    }

    @Override
    public Decision<TransactionRecord, List<Answer>> decide(
            TransactionCommand command, long nowMs) {
        this.nowMs = nowMs;
        Draft draft = new Draft(spec.version().get());
        switch (command) {
            case TransactionCommand.Asked asked -> {
                wall.told(asked.wallMs(), nowMs);
                ask(asked.request(), new Asked(asked.waiter(), asked.wallMs()), draft);
            }
            case TransactionCommand.MarkersAnswered answered -> {
                wall.told(answered.wallMs(), nowMs);
                if (delivery.answered(answered.marker(), answered.answers(), nowMs)) {
                    complete(answered.marker().transactionalId(), draft);
                }
            }
            case TransactionCommand.Expire expire -> {
                wall.told(expire.wallMs(), nowMs);
                expiry.begin(expire.wallMs(), nowMs);
                expiry.step(draft);
            }
        }
        return draft.decision();
    }

    private void ask(Request request, Asked asked, Draft draft) {
        switch (request) {
            case InitProducerId.Request init -> {
                String name = init.transactionalId();
                // Any broker answers one that has no transactional id.
                Check.that(name != null, "no coordinator is needed for %s", init);
                if (name != null) {
                    initialisation.decide(name, init, asked, draft);
                }
            }
            case AddPartitionsToTxn.Request add -> additions.decide(add, asked, draft);
            case EndTxn.Request end -> endings.decide(end, asked, draft);
            case DescribeTransactions.Request describe ->
                    draft.answer(asked, listings.describe(describe));
            case ListTransactions.Request list ->
                    draft.answer(asked, listings.list(list, asked.wallMs()));
            default -> Check.that(false, "%s is asked of a transaction coordinator", request);
        }
    }

    /** Every partition knows how the transaction of an id has ended. */
    private void complete(String transactionalId, Draft draft) {
        TransactionalId id = ids.find(transactionalId);
        if (id != null) {
            long wallMs = wall.at(nowMs, id.value().updatedMs());
            draft.store(transactionalId, Transitions.completed(id.value(), wallMs));
        }
    }

    @Override
    public void apply(long offset, TransactionRecord event) {
        String name = event.transactionalId();
        TransactionValue value = event.value();
        if (value == null) {
            ids.remove(name);
            delivery.gone(name);
            timeouts.gone(name);
            return;
        }
        TransactionalId id = ids.find(name);
        if (id == null) {
            ids.put(new TransactionalId(name, value));
        } else {
            id.apply(value);
        }
        delivery.applied(offset, name, value);
        if (loaded) {
            timeouts.applied(name, value, nowMs);
        }
        if (offset < committedEnd) {
            // With one replica a record is committed before it is applied.
            delivery.committed(committedEnd, nowMs);
        }
    }

    @Override
    public void loaded(long nowMs) {
        this.nowMs = nowMs;
        loaded = true;
        ids.all().forEach(TransactionalId::loaded);
        timeouts.loaded(nowMs);
    }

    @Override
    public void committed(long endOffset) {
        committedEnd = endOffset;
        delivery.committed(endOffset, nowMs);
    }

    @Override
    public long nextDueMs() {
        return Math.min(delivery.nextDueMs(), Math.min(timeouts.nextDueMs(), expiry.nextDueMs()));
    }

    @Override
    public @Nullable Decision<TransactionRecord, List<Answer>> due(long nowMs) {
        this.nowMs = nowMs;
        Draft draft = new Draft(spec.version().get());
        if (delivery.nextDueMs() <= nowMs) {
            String complete = delivery.due(nowMs);
            if (complete != null) {
                complete(complete, draft);
            }
        } else if (timeouts.nextDueMs() <= nowMs) {
            timeouts.due(nowMs, wall, draft);
        } else if (expiry.nextDueMs() <= nowMs) {
            expiry.step(draft);
        } else {
            return null;
        }
        return draft.decision();
    }

    @Override
    public void refused(List<TransactionRecord> events, ErrorCode error, long nowMs) {
        this.nowMs = nowMs;
        for (TransactionRecord event : events) {
            delivery.refused(event.transactionalId(), nowMs);
            timeouts.refused(event.transactionalId(), nowMs);
        }
    }

    @Override
    public List<TransactionView> transactions() {
        return listings.views();
    }
}
