package strata.transactions.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
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
        // LAB 5.5 begin with each delivery whose decision lies below the offset, in their order
        while (!uncommitted.isEmpty() && uncommitted.element().decisionOffset < endOffset) {
            Delivery delivery = uncommitted.remove();
            if (deliveries.get(delivery.marker.transactionalId()) == delivery) {
                goOn(delivery, nowMs);
            }
        }
    }

    /** Sends what has to be sent; with nobody left to tell, completing it is due. */
    private void goOn(Delivery delivery, long nowMs) {
        // LAB 5.5 one marker to each unmarked partition that has none under way
        if (delivery.unmarked.isEmpty()) {
            alarms.set(delivery.marker.transactionalId(), nowMs);
            return;
        }
        List<TopicPartition> partitions = new ArrayList<>(delivery.unmarked);
        partitions.removeIf(delivery.asked::contains);
        if (!partitions.isEmpty() && !delivery.ended) {
            delivery.asked.addAll(partitions);
            writer.write(delivery.marker, List.copyOf(partitions));
        }
    }

    /**
     * Partitions have answered. Late answers, to another marker, are of no concern.
     *
     * @return whether every partition knows now, so that the transaction is complete
     */
    boolean answered(
            TransactionMarker marker, List<TransactionCommand.MarkerAnswer> answers, long nowMs) {
        // LAB 5.5 who has confirmed it is unmarked no more; others are tried again, or never
        Delivery delivery = deliveries.get(marker.transactionalId());
        if (delivery == null || !delivery.marker.equals(marker)) {
            return false;
        }
        boolean confirmed = false;
        boolean again = false;
        for (TransactionCommand.MarkerAnswer answer : answers) {
            if (delivery.asked.remove(answer.partition())) {
                Fate fate = fate(answer.error());
                if (fate == Fate.DONE) {
                    confirmed |= delivery.unmarked.remove(answer.partition());
                }
                again |= fate == Fate.AGAIN;
                delivery.ended |= fate == Fate.NEVER;
            }
        }
        if (again && !alarms.has(marker.transactionalId())) {
            alarms.set(marker.transactionalId(), nowMs + retryMs);
        }
        return confirmed && delivery.unmarked.isEmpty();
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
        // LAB 5.5 there, or not needed; another coordinator has taken over; everything else passes
        return switch (error) {
            case NONE, UNKNOWN_TOPIC_ID, UNSUPPORTED_FOR_MESSAGE_FORMAT, UNSUPPORTED_VERSION ->
                    Fate.DONE;
            case INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED -> Fate.NEVER;
            default -> Fate.AGAIN;
        };
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
        // LAB 5.5 of the first id whose time has come: complete, or send again
        String transactionalId = alarms.poll(nowMs);
        Delivery delivery = transactionalId == null ? null : deliveries.get(transactionalId);
        if (delivery == null) {
            return null;
        }
        if (delivery.unmarked.isEmpty()) {
            return transactionalId;
        }
        goOn(delivery, nowMs);
        return null;
    }

    /** That a transaction is complete could not be stored: it is tried again. */
    void refused(String transactionalId, long nowMs) {
        Delivery delivery = deliveries.get(transactionalId);
        if (delivery != null && delivery.unmarked.isEmpty()) {
            alarms.set(transactionalId, nowMs + retryMs);
        }
    }
}
