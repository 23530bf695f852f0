package strata.broker.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * Passes requests that are the controller's affair on to the active controller, and its answers
 * back. A request that meets none is asked again while its time lasts.
 *
 * <p>As with Kafka's brokers, one whose connection broke is asked again, too: it may have been
 * carried out, and be answered as something that is done already.
 */
public final class Forwarding {
    // A client gets an answer even if it gave no time, or one that is too short for an election.
    private static final int TIME_MIN_MS = 1_000;
    private static final int TIME_MAX_MS = 60_000;
    private static final int TIME_USUAL_MS = 30_000;
    private static final long RETRY_MS = 50;

    /** A request whose controller could not be asked is asked again. */
    private record RetryTimer() implements Timer {}

    /** A request's time is over. */
    private record TimeTimer(long number) implements Timer {}

    /**
     * @param connectionId of the client; -1 for the node itself
     * @param asked who was asked and has not answered; null for nobody
     */
    private record Waiting(
            Request request, long connectionId, Consumer<Response> then, @Nullable NodeId asked) {
        Waiting asking(@Nullable NodeId node) {
            return new Waiting(request, connectionId, then, node);
        }
    }

    private final NodeContext context;
    private final @Nullable ControllerRuntime local;
    // By their numbers, which are their correlations, too.
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private @Nullable NodeId controller;
    private long numbers;

    /**
     * @param local the node's own controller; null where it has none
     */
    public Forwarding(NodeContext context, @Nullable ControllerRuntime local) {
        this.context = context;
        this.local = local;
    }

    /** Who leads the quorum; null for not known. */
    public void controllerIs(@Nullable NodeId now) {
        controller = now;
        if (now != null) {
            askAll();
        }
    }

    /**
     * Takes a client's request that is the controller's affair, and refuses what is for a
     * controller alone; to be called after {@link ControllerRuntime#handle} where there is one.
     *
     * @return whether it was taken
     */
    public boolean handle(RequestId id, ClientInfo client, Request request) {
        if (Refusals.isBrokers(request)
                || (Refusals.isAdmin(request)
                        && client.clientId().equals(Lane.FORWARDING.clientId()))) {
            context.reply(id, Refusals.of(request, Refusals.NOT_CONTROLLER));
            return true;
        }
        if (!Refusals.isAdmin(request)) {
            return false;
        }
        passOn(
                new Waiting(
                        request, id.connectionId(), response -> context.reply(id, response), null),
                Refusals.timeoutMs(request));
        return true;
    }

    /**
     * Asks the controller something on the node's own behalf, as to create a topic that a client
     * asked about.
     *
     * @param request of a kind that a client could send to a controller
     * @param then gets the answer, at the latest after the time: a refusal then
     */
    public void ask(Request request, int timeoutMs, Consumer<Response> then) {
        passOn(new Waiting(request, -1, then, null), timeoutMs);
    }

    private void passOn(Waiting request, int timeoutMs) {
        int time = timeoutMs < 0 ? TIME_USUAL_MS : timeoutMs;
        long untilMs = nowMs() + Math.max(TIME_MIN_MS, Math.min(time, TIME_MAX_MS));
        if (local == null || !local.isActive()) {
            add(request, untilMs);
            return;
        }
        local.ask(
                request.request(),
                response -> {
                    if (Refusals.isNotController(response)) {
                        // It was the active one, and is no longer.
                        add(request, untilMs);
                    } else {
                        request.then().accept(response);
                    }
                });
    }

    /** A request to create topics with the controller's defaults. */
    public static CreateTopics.Request creationOf(List<String> names) {
        List<CreateTopics.NewTopic> topics = new ArrayList<>();
        for (String name : names) {
            topics.add(new CreateTopics.NewTopic(name, -1, (short) -1, List.of(), List.of()));
        }
        return new CreateTopics.Request(topics, TIME_MIN_MS, false);
    }

    private void add(Waiting request, long untilMs) {
        long number = numbers++;
        waiting.put(number, request);
        context.setTimer(new TimeTimer(number), Math.max(0, untilMs - nowMs()));
        ask(number, request);
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }

    private void ask(long number, Waiting request) {
        NodeId to = controller;
        if (to != null) {
            waiting.put(number, request.asking(to));
            context.peers().ask(to, Lane.FORWARDING, number, request.request());
        }
    }

    private void askAll() {
        for (Map.Entry<Long, Waiting> entry : new ArrayList<>(waiting.entrySet())) {
            if (entry.getValue().asked() == null) {
                ask(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Lane FORWARDING; false for others. */
    public boolean handle(Event.AnswerArrived arrived) {
        if (arrived.lane() != Lane.FORWARDING) {
            return false;
        }
        Waiting answered = waiting.get(arrived.correlation());
        if (answered == null) {
            return true;
        }
        if (Refusals.isNotController(arrived.response())) {
            waiting.put(arrived.correlation(), answered.asking(null));
            context.setTimer(new RetryTimer(), RETRY_MS);
        } else {
            finish(arrived.correlation(), arrived.response());
        }
        return true;
    }

    /** Lane FORWARDING; false for others. */
    public boolean handle(Event.LaneClosed closed) {
        if (closed.lane() != Lane.FORWARDING) {
            return false;
        }
        for (Map.Entry<Long, Waiting> entry : waiting.entrySet()) {
            if (closed.peer().equals(entry.getValue().asked())) {
                entry.setValue(entry.getValue().asking(null));
                context.setTimer(new RetryTimer(), RETRY_MS);
            }
        }
        return true;
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        switch (timer) {
            case RetryTimer any -> askAll();
            case TimeTimer over -> {
                Waiting late = waiting.get(over.number());
                if (late != null) {
                    finish(over.number(), Refusals.of(late.request(), Refusals.TIMED_OUT));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void finish(long number, Response response) {
        Waiting done = waiting.remove(number);
        context.cancelTimer(new TimeTimer(number));
        if (done != null) {
            done.then().accept(response);
        }
    }

    /** A client's connection has gone: its requests need no answer. */
    public void clientDisconnected(long connectionId) {
        List<Long> gone = new ArrayList<>();
        waiting.forEach(
                (number, request) -> {
                    if (request.connectionId() == connectionId) {
                        gone.add(number);
                    }
                });
        for (long number : gone) {
            waiting.remove(number);
            context.cancelTimer(new TimeTimer(number));
        }
    }
}
