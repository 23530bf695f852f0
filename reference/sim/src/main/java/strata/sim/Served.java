package strata.sim;

import java.util.TreeMap;
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
    private final TreeMap<Long, Boolean> unanswered = new TreeMap<>();
    private final TreeMap<Long, Response> early = new TreeMap<>();
    // What was asked, where somebody listens.
    private final TreeMap<Long, Request> asked = new TreeMap<>();
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
        early.put(to.number(), Responses.detached(response));
        while (!early.isEmpty() && early.firstKey() == nextToLeave) {
            long number = nextToLeave++;
            Response leaves = early.remove(number);
            if (leaves == null) {
                throw new IllegalStateException("an answer was lost on the way out");
            }
            unanswered.remove(number);
            Request request = asked.remove(number);
            if (request != null) {
                Overheard heard = new Overheard(node.id(), request, leaves);
                node.listeners().forEach(ears -> ears.accept(heard));
            }
            String shown = "c" + id + "#" + number + " " + Responses.shown(leaves);
            world.trace().line(node.label(), "answer", shown);
            int sent = world.recorder().sent(node.label(), asker, leaves);
            way.answered(number, leaves, sent);
        }
    }
}
