package strata.broker.transaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.Response;

/**
 * Partitions that are added while the transaction before is not complete. Its markers are under
 * way, and mostly there in a moment; so whoever adds is not told {@code CONCURRENT_TRANSACTIONS} at
 * once, but waits here a little, and the coordinator is asked again as soon as markers were
 * answered: the record that completes the one transaction and that of the next are replicated
 * together.
 *
 * <p>How long: what a leader would let pass before it asked again. Answers behind it on the
 * connection wait as long.
 */
final class Additions {
    /** It has waited long enough. */
    record PatienceTimer(String transactionalId, long number) implements Timer {}

    /** Asks the coordinator. */
    interface Question {
        /**
         * @param then gets the answer, once, or never where the connection is gone
         */
        void ask(Consumer<Response> then);
    }

    /** One that the coordinator is asked about, or that waits to be asked about again. */
    private static final class Addition {
        private final long number;
        private final long connectionId;
        private final long untilMs;
        private final Question question;
        private final Consumer<Response> then;
        // What is said when the patience is over; null while the coordinator is being asked.
        private @Nullable Response tooEarly;
        // Whether markers were answered since the coordinator was asked.
        private boolean markersAnswered;

        Addition(long number, long connectionId, long untilMs, Asked asked) {
            this.number = number;
            this.connectionId = connectionId;
            this.untilMs = untilMs;
            this.question = asked.question();
            this.then = asked.then();
        }
    }

    /** What is asked, and who gets the answer. */
    record Asked(Question question, Consumer<Response> then) {}

    private final NodeContext context;
    private final int patienceMs;
    // By transactional id; none of the lists is empty.
    private final Map<String, List<Addition>> additions = new LinkedHashMap<>();
    private long numbers;

    Additions(NodeContext context, int patienceMs) {
        this.context = context;
        this.patienceMs = patienceMs;
    }

    /** Asks; the answer may come later. */
    void ask(String transactionalId, long connectionId, Asked asked) {
        Addition addition = new Addition(numbers++, connectionId, nowMs() + patienceMs, asked);
        additions.computeIfAbsent(transactionalId, any -> new ArrayList<>(1)).add(addition);
        ask(transactionalId, addition);
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }

    private void ask(String transactionalId, Addition addition) {
        addition.tooEarly = null;
        addition.markersAnswered = false;
        addition.question.ask(response -> answered(transactionalId, addition, response));
    }

    private void answered(String transactionalId, Addition addition, Response response) {
        long leftMs = addition.untilMs - nowMs();
        if (!isTooEarly(response) || leftMs <= 0) {
            tell(transactionalId, addition, response);
        } else if (addition.markersAnswered) {
            ask(transactionalId, addition);
        } else {
            addition.tooEarly = response;
            context.setTimer(new PatienceTimer(transactionalId, addition.number), leftMs);
        }
    }

    private static boolean isTooEarly(Response response) {
        return response instanceof AddPartitionsToTxn.Response answer
                && answer.results().stream()
                        .flatMap(result -> result.partitions().stream())
                        .anyMatch(one -> one.error() == ErrorCode.CONCURRENT_TRANSACTIONS);
    }

    private void tell(String transactionalId, Addition addition, Response response) {
        remove(transactionalId, addition);
        addition.then.accept(response);
    }

    private void remove(String transactionalId, Addition addition) {
        List<Addition> ofId = additions.get(transactionalId);
        if (ofId != null && ofId.remove(addition) && ofId.isEmpty()) {
            additions.remove(transactionalId);
        }
    }

    /** Partitions have answered markers: a transaction may be complete. */
    void markersAnswered(String transactionalId) {
        List<Addition> ofId = additions.get(transactionalId);
        if (ofId == null) {
            return;
        }
        for (Addition addition : new ArrayList<>(ofId)) {
            if (addition.tooEarly == null) {
                addition.markersAnswered = true;
            } else {
                ask(transactionalId, addition);
            }
        }
    }

    /** Returns false for a timer that is another's. */
    boolean timerFired(Timer timer) {
        if (!(timer instanceof PatienceTimer due)) {
            return false;
        }
        List<Addition> ofId = additions.getOrDefault(due.transactionalId(), List.of());
        for (Addition addition : new ArrayList<>(ofId)) {
            Response tooEarly = addition.tooEarly;
            if (addition.number == due.number() && tooEarly != null) {
                tell(due.transactionalId(), addition, tooEarly);
            }
        }
        return true;
    }

    /** Who has gone needs no answer. */
    void disconnected(long connectionId) {
        additions.values().forEach(ofId -> ofId.removeIf(one -> one.connectionId == connectionId));
        additions.values().removeIf(List::isEmpty);
    }
}
