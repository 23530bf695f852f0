package strata.broker.transaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * What a broker asks others, and itself, over one lane. A peer that is silent for too long is given
 * up.
 *
 * <p>Invariant: every question ends once, in a later turn than it was asked in.
 */
final class PeerQuestions {
    /** It is time to look who is silent. */
    record SilenceTimer(Lane lane) implements Timer {}

    /** Is told how a question has ended. */
    interface Ending {
        /**
         * @param response null where there is none: whether the peer has done what it was asked is
         *     not known
         */
        void ended(@Nullable Response response);
    }

    private record Question(NodeId peer, long askedMs, Ending ending) {}

    private final NodeContext context;
    private final Lane lane;
    private final int timeoutMs;
    // By their correlations, so in the order in which they were asked.
    private final Map<Long, Question> open = new LinkedHashMap<>();
    private long correlations;
    private boolean timerSet;

    /**
     * @param timeoutMs how long a peer may be silent
     */
    PeerQuestions(NodeContext context, Lane lane, int timeoutMs) {
        this.context = context;
        this.lane = lane;
        this.timeoutMs = timeoutMs;
    }

    void ask(NodeId peer, Request request, Ending ending) {
        long correlation = correlations++;
        open.put(correlation, new Question(peer, nowMs(), ending));
        context.peers().ask(peer, lane, correlation, request);
        watch();
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }

    /** Has the oldest question looked at when its time is up. */
    private void watch() {
        if (!timerSet && !open.isEmpty()) {
            timerSet = true;
            long dueMs = open.values().iterator().next().askedMs() + timeoutMs;
            context.setTimer(new SilenceTimer(lane), Math.max(0, dueMs - nowMs()));
        }
    }

    /** Returns false for an answer that came over another lane. */
    boolean handle(Event.AnswerArrived arrived) {
        if (arrived.lane() != lane) {
            return false;
        }
        Question answered = open.remove(arrived.correlation());
        if (answered != null) {
            answered.ending().ended(arrived.response());
        }
        return true;
    }

    /** Another lane: no effect. */
    void handle(Event.LaneClosed closed) {
        if (closed.lane() != lane) {
            return;
        }
        List<Question> ended = new ArrayList<>();
        open.values()
                .removeIf(question -> question.peer().equals(closed.peer()) && ended.add(question));
        ended.forEach(question -> question.ending().ended(null));
    }

    /** Returns false for a timer that is another's. */
    boolean timerFired(Timer timer) {
        if (!timer.equals(new SilenceTimer(lane))) {
            return false;
        }
        timerSet = false;
        long nowMs = nowMs();
        for (Question question : open.values()) {
            if (nowMs - question.askedMs() >= timeoutMs) {
                // The lane's end ends the question.
                context.peers().disconnect(question.peer(), lane);
            }
        }
        if (!open.isEmpty()) {
            timerSet = true;
            context.setTimer(new SilenceTimer(lane), Math.max(1, timeoutMs / 2));
        }
        return true;
    }
}
