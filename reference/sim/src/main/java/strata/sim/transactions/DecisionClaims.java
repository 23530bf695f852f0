package strata.sim.transactions;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.sim.Breach;
import strata.sim.SimWorld;

/**
 * What coordinators decide of transactions, over all brokers: a decision is never changed, nor lost
 * once anybody was told of it; and no partition hears of what is not decided for good.
 */
final class DecisionClaims {
    private static final String CLAIM = "What is decided of a transaction is never changed";

    private final SimWorld world;
    private final Moves moves;
    // Of each transactional id the latest decision of which markers were sent.
    private final Map<String, Decided> decided = new LinkedHashMap<>();
    // Producer id, epoch and outcome of all markers that were sent.
    private final Set<String> markers = new LinkedHashSet<>();

    /**
     * What a coordinator has applied of a transactional id.
     *
     * @param offset of its record
     * @param value null for a tombstone
     */
    record Applied(long offset, @Nullable TransactionValue value) {}

    private record Decided(long offset, TransactionValue value) {}

    DecisionClaims(SimWorld world) {
        this.world = world;
        this.moves = new Moves(world);
    }

    Moves moves() {
        return moves;
    }

    SimWorld world() {
        return world;
    }

    /** How many different markers were sent. */
    int markers() {
        return markers.size();
    }

    /** A record follows another one. */
    void follows(String id, Applied before, Applied now) {
        TransactionValue old = before.value;
        TransactionValue next = now.value;
        if (old == null) {
            return;
        }
        if (next != null
                && next.producerId() == old.producerId()
                && next.producerEpoch() < old.producerEpoch()) {
            throw broken(
                    "epoch-went-back",
                    "The epoch of a producer id only rises",
                    id,
                    told(before) + ", then " + told(now));
        }
        boolean keeps =
                switch (old.state()) {
                    case PREPARE_COMMIT ->
                            next != null && next.state() == TransactionState.COMPLETE_COMMIT;
                    case PREPARE_ABORT ->
                            next != null && next.state() == TransactionState.COMPLETE_ABORT;
                    default -> true;
                };
        if (!keeps) {
            throw broken("decision-changed", CLAIM, id, told(before) + ", then " + told(now));
        }
    }

    /**
     * A coordinator sends markers.
     *
     * @param latest what it has applied of the id
     * @param committedEnd all that was applied below it is committed
     */
    void sends(TransactionMarker marker, @Nullable Applied latest, long committedEnd) {
        String id = marker.transactionalId();
        TransactionValue value = latest == null ? null : latest.value;
        boolean isDecided =
                latest != null
                        && value != null
                        && value.state().isPrepared()
                        && isCommit(value) == marker.committed()
                        && latest.offset < committedEnd;
        if (latest == null || value == null || !isDecided) {
            throw broken(
                    "marker-before-decision",
                    "A marker leaves when its decision is committed, not before",
                    id,
                    marker
                            + " leaves; decided is "
                            + (latest == null ? "nothing" : told(latest))
                            + ", committed all below "
                            + committedEnd);
        }
        markers.add(key(marker.producerId(), marker.producerEpoch(), marker.committed()));
        Decided known = decided.get(id);
        if (known == null || known.offset < latest.offset) {
            decided.put(id, new Decided(latest.offset, value));
        }
    }

    /** A coordinator has loaded its partition, and knows these ids. */
    void loaded(Map<String, Applied> known) {
        known.forEach(
                (id, latest) -> {
                    TransactionValue value = latest.value;
                    if (value != null) {
                        moves.coordinator(id, value.state());
                    }
                    Decided last = decided.get(id);
                    if (last == null) {
                        return;
                    }
                    boolean isLost = latest.offset < last.offset;
                    boolean isOther =
                            latest.offset == last.offset && !last.value.equals(latest.value);
                    if (isLost || isOther) {
                        throw broken(
                                "decision-changed",
                                CLAIM,
                                id,
                                "markers were sent of "
                                        + told(new Applied(last.offset, last.value))
                                        + "; a coordinator that has loaded knows "
                                        + told(latest));
                    }
                });
    }

    /** A partition gets a marker. */
    void marked(String partition, long producerId, short epoch, boolean committed) {
        if (!markers.contains(key(producerId, epoch, committed))) {
            throw broken(
                    "marker-from-nowhere",
                    "A partition is told only of what a coordinator has decided",
                    partition,
                    String.format(
                            Locale.ROOT,
                            "%s gets a marker that producer id %d, epoch %d, has %s; no coordinator"
                                    + " has sent it",
                            partition,
                            producerId,
                            epoch,
                            committed ? "committed" : "aborted"));
        }
    }

    private RuntimeException broken(String name, String claim, String subject, String numbers) {
        throw world.breach(Breach.of(name, claim, subject + ": " + numbers, subject));
    }

    private static boolean isCommit(TransactionValue value) {
        return value.state() == TransactionState.PREPARE_COMMIT;
    }

    private static String key(long producerId, short epoch, boolean committed) {
        return producerId + "/" + epoch + (committed ? " commit" : " abort");
    }

    private static String told(Applied applied) {
        TransactionValue value = applied.value;
        return value == null
                ? "a tombstone at offset " + applied.offset
                : String.format(
                        Locale.ROOT,
                        "%s at offset %d (producer id %d, epoch %d)",
                        value.state().text(),
                        applied.offset,
                        value.producerId(),
                        value.producerEpoch());
    }
}
