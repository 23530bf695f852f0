package strata.sim.client;

import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.SimConnection;

/** A request sent again and again until it is answered. */
public final class Call<R extends Response> implements SimConnection.Reply {
    private final ClientLink link;
    private final Request request;
    private final Class<R> kind;
    private final Answer<R> then;
    // How many times it was sent.
    private int attempts;

    /** What to do with the answer. */
    public interface Answer<R> {
        /**
         * It came.
         *
         * @param attempts how many times the request was sent: with more than one, an earlier one
         *     may have been executed
         */
        void came(R response, int attempts);
    }

    private Call(ClientLink link, Request request, Class<R> kind, Answer<R> then) {
        this.link = link;
        this.request = request;
        this.kind = kind;
        this.then = then;
    }

    /**
     * Sends a request until there is an answer.
     *
     * @param then gets the answer
     */
    public static <R extends Response> void until(
            ClientLink link, Request request, Class<R> kind, Answer<R> then) {
        new Call<>(link, request, kind, then).send();
    }

    @Override
    public void answered(Response response) {
        if (!kind.isInstance(response)) {
            throw link.world()
                    .breach(
                            Breach.of(
                                    "wrong-answer",
                                    "An answer is of the kind of its request",
                                    request + " was answered with " + response));
        }
        then.came(kind.cast(response), attempts);
    }

    @Override
    public void lost(String why) {
        // Long enough that nothing of the lost connection is still under way.
        link.later(5_000, 50_000, this::send);
    }

    private void send() {
        if (link.canReach()) {
            attempts++;
            link.send(request, this);
        } else {
            link.later(5_000, 50_000, this::send);
        }
    }
}
