package strata.transactions.coordinator;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.TopicPartition;
import strata.kernel.transactions.MarkerWriter;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionValue;

/**
 * Brings the markers of decided transactions to their partitions, and says when all have them.
 *
 * <p>Invariants: no marker is handed out before its decision is committed; a partition that has one
 * under way gets no second one; a decided transaction is waiting to be committed, has a marker
 * under way, or an alarm, unless its sending was ended.
 */
final class MarkerDelivery {
    /** The markers of one decided transaction. */
    private static final class Delivery {
        final TransactionMarker marker;
        final long decisionOffset;

        /** Who has not confirmed the marker. */
        final TreeSet<TopicPartition> unmarked;

        /** Who has it under way; all of them are unmarked. */
        final TreeSet<TopicPartition> asked = new TreeSet<>();

        /** Another coordinator has taken over: nothing is sent any more. */
        boolean ended;

        Delivery(TransactionMarker marker, long decisionOffset, List<TopicPartition> partitions) {
            this.marker = marker;
            this.decisionOffset = decisionOffset;
            unmarked = new TreeSet<>(partitions);
        }
    }

    private final MarkerWriter writer;
    private final int retryMs;

    // By transactional id: all that are decided and not complete.
    private final Map<String, Delivery> deliveries = new LinkedHashMap<>();

    // Those whose decision is not known to be committed, in the order of their offsets.
    private final ArrayDeque<Delivery> uncommitted = new ArrayDeque<>();

    // When to try again, or to complete what has nobody left to tell.
    private final Alarms alarms = new Alarms();

    MarkerDelivery(MarkerWriter writer, int retryMs) {
        this.writer = writer;
        this.retryMs = retryMs;
    }

    /** Something else is true of a transactional id. */
    void applied(long offset, String transactionalId, TransactionValue value) {
        gone(transactionalId);
        if (value.state().isPrepared()) {
            Delivery delivery =
                    new Delivery(
                            Transitions.marker(transactionalId, value), offset, value.partitions());
            deliveries.put(transactionalId, delivery);
            uncommitted.add(delivery);
        }
    }

    /** A transactional id has nothing to deliver any more. */
    void gone(String transactionalId) {
        deliveries.remove(transactionalId);
        alarms.cancel(transactionalId);
    }

    /** Who has not confirmed the marker of an id's decided transaction, in order. */
    List<TopicPartition> unmarked(String transactionalId) {
        Delivery delivery = deliveries.get(transactionalId);
        return delivery == null ? List.of() : List.copyOf(delivery.unmarked);
    }

    /**
     * Decisions below an offset are committed: their markers go out, and those that have no
     * partitions are due to be completed.
     */
    void committed(long endOffset, long nowMs) {
        throw Todo.step(
                "5.5",
                "begin with each delivery whose decision lies below the offset, in their order");
    }

    /** Sends what has to be sent; with nobody left to tell, completing it is due. */
    private void goOn(Delivery delivery, long nowMs) {
        throw Todo.step("5.5", "one marker to each unmarked partition that has none under way");
    }

    /**
     * Partitions have answered. Late answers, to another marker, are of no concern.
     *
     * @return whether every partition knows now, so that the transaction is complete
     */
    boolean answered(
            TransactionMarker marker, List<TransactionCommand.MarkerAnswer> answers, long nowMs) {
        throw Todo.step(
                "5.5",
                "who has confirmed it is unmarked no more; others are tried again, or never");
    }

    /** What becomes of a marker. */
    private enum Fate {
        /** The partition needs it no more. */
        DONE,
        /** It is to be sent again. */
        AGAIN,
        /** It is not this coordinator's to send. */
        NEVER
    }

    /** What a partition's answer means for its marker. */
    private static Fate fate(ErrorCode error) {
        throw Todo.step(
                "5.5",
                "there, or not needed; another coordinator has taken over; everything else passes");
    }

    /** When {@link #due} has something to do; {@code Long.MAX_VALUE} for never. */
    long nextDueMs() {
        return alarms.nextMs();
    }

    /**
     * Tries again where it is time to.
     *
     * @return the id of a transaction that is complete; null for none
     */
    @Nullable
    String due(long nowMs) {
        throw Todo.step("5.5", "of the first id whose time has come: complete, or send again");
    }

    /** That a transaction is complete could not be stored: it is tried again. */
    void refused(String transactionalId, long nowMs) {
        Delivery delivery = deliveries.get(transactionalId);
        if (delivery != null && delivery.unmarked.isEmpty()) {
            alarms.set(transactionalId, nowMs + retryMs);
        }
    }
}
