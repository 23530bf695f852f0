package strata.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.RequestId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * A connection as the process sees it that answers: each request is answered once, and answers
 * leave in the order of the requests.
 */
final class Served {
    private final SimWorld world;
    private final SimNode node;
    private final String asker;
    private final long id;
    private final Way way;
    // Numbers whose requests have not been answered yet, or whose answers wait for earlier ones.
    private final Map<Long, Boolean> unanswered = new LinkedHashMap<>();
    private final Map<Long, Response> early = new LinkedHashMap<>();
    // What was asked, where somebody listens.
    private final Map<Long, Request> asked = new LinkedHashMap<>();
    private long nextNumber;
    private long nextToLeave;

    /** The way back to whoever asked. */
    interface Way {
        /**
         * An answer leaves; its bytes are its own.
         *
         * @param sent the event of its sending in the record of the run
         */
        void answered(long number, Response response, int sent);
    }

    /** A connection that brings requests. */
    interface Asking {
        Served served();
    }

    /**
     * @param node who answers
     * @param asker whose column it is in the record of the run
     */
    Served(SimWorld world, SimNode node, String asker, Way way) {
        this.world = world;
        this.node = node;
        this.id = world.newConnectionId();
        this.asker = asker.isEmpty() ? "c" + id : asker;
        this.way = way;
    }

    /** Unique in the world. */
    long id() {
        return id;
    }

    String asker() {
        return asker;
    }

    /** The next request is sent. */
    RequestId next(Request request) {
        long number = nextNumber++;
        unanswered.put(number, false);
        if (!node.listeners().isEmpty()) {
            asked.put(number, request);
        }
        return new RequestId(id, number);
    }

    /** Each request is answered once. */
    void checkMayBeAnswered(RequestId to, Response response) {
        Boolean answered = unanswered.put(to.number(), true);
        if (answered == null || answered) {
            throw world.breach(
                    Breach.of(
                            "answered-twice",
                            "Each request is answered exactly once",
                            "node "
                                    + node.id()
                                    + " answers request "
                                    + to.number()
                                    + " of connection "
                                    + id
                                    + " with "
                                    + Responses.shown(response)
                                    + (answered == null ? ", which never arrived" : " again")));
        }
    }

    /** An answer leaves the node; it waits for those of earlier requests. */
    void answer(RequestId to, Response response) {
        Response detached = Responses.detached(response);
        if (to.number() != nextToLeave) {
            early.put(to.number(), detached);
            return;
        }
        Response leaves = detached;
        while (leaves != null) {
            leaves(nextToLeave++, leaves);
            leaves = early.isEmpty() ? null : early.remove(nextToLeave);
        }
    }

    private void leaves(long number, Response response) {
        unanswered.remove(number);
        Request request = asked.isEmpty() ? null : asked.remove(number);
        if (request != null) {
            Overheard heard = new Overheard(node.id(), request, response);
            node.listeners().forEach(ears -> ears.accept(heard));
        }
        String shown = "c" + id + "#" + number + " " + Responses.shown(response);
        world.trace().line(node.label(), "answer", shown);
        int sent = world.recorder().sent(node.label(), asker, response);
        way.answered(number, response, sent);
    }
}
