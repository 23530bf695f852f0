package strata.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * A lane to oneself: what goes over it takes no bytes and no socket, but the same turns. As on any
 * connection, a request is handled when the one before it has its answer.
 */
final class OwnLine implements PeerLine {
    private final NodeLoop node;
    private final PeerConnections peers;
    private final Ends ends;
    private final long connectionId;
    private final Deque<Question> waiting = new ArrayDeque<>();
    // The request that the node has been given and has not answered yet.
    private @Nullable Question pending;
    // Answers that the node has not been given yet.
    private int answersOnTheirWay;
    private long requestCount;
    private boolean over;

    private record Question(long correlation, Request request) {}

    OwnLine(NodeLoop node, PeerConnections peers, Ends ends, long connectionId) {
        this.node = node;
        this.peers = peers;
        this.ends = ends;
        this.connectionId = connectionId;
    }

    long connectionId() {
        return connectionId;
    }

    @Override
    public Ends ends() {
        return ends;
    }

    @Override
    public boolean waits() {
        return pending != null || answersOnTheirWay > 0 || !waiting.isEmpty();
    }

    @Override
    public void ask(long correlation, Request request) {
        waiting.add(new Question(correlation, request));
    }

    @Override
    public void flush() {
        peers.dialer().loop().execute(this::goOn);
    }

    private void goOn() {
        if (over || pending != null || waiting.isEmpty()) {
            return;
        }
        Question next = waiting.remove();
        pending = next;
        node.deliver(
                new Event.RequestArrived(
                        new RequestId(connectionId, requestCount++),
                        new ClientInfo(ends.lane().clientId(), "localhost"),
                        next.request()));
    }

    /** The node's answer to the request that is pending. */
    void reply(long number, Response response) {
        Check.that(
                pending != null && number == requestCount - 1,
                "an answer to request %s, where %s were asked",
                number,
                requestCount);
        Question answered = Objects.requireNonNull(pending);
        pending = null;
        answersOnTheirWay++;
        peers.dialer().loop().execute(() -> arrived(answered, response));
    }

    private void arrived(Question question, Response response) {
        answersOnTheirWay--;
        if (over) {
            NodeLoop.release(response);
            return;
        }
        switch (response) {
            case Response.NoAnswer none -> {}
            case Response.CloseConnection close -> {
                close();
                peers.closed(this, Reason.RESET);
            }
            default ->
                    node.deliver(
                            new Event.AnswerArrived(
                                    ends.peer(), ends.lane(), question.correlation(), response));
        }
        goOn();
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        waiting.clear();
        peers.ended(this);
        // Not at once: a turn may be under way.
        peers.dialer()
                .loop()
                .execute(() -> node.deliver(new Event.ClientDisconnected(connectionId)));
    }
}
