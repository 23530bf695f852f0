package strata.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.Response;
import strata.sim.net.Connection;
import strata.sim.net.Loss;
import strata.sim.net.Opener;
import strata.sim.record.Recorder;

/**
 * One lane to a peer, or to oneself, as long as its connection lasts. Once lost it takes no more;
 * the process has another one made when it has been told.
 */
final class LaneConnection implements Opener, Served.Asking {
    private final SimWorld world;
    private final SimProcess process;
    private final NodeId peer;
    private final Lane lane;
    private final Served served;
    // Null to oneself.
    private final @Nullable Connection connection;
    // What was asked and has no answer yet: the asker's correlations, by the requests' numbers.
    private final Map<Long, Long> underWay = new LinkedHashMap<>();
    // Requests of the turn under way.
    private int leaving;
    private boolean ended;

    /** An answer on its way. */
    private record Answer(long number, Response response) {}

    LaneConnection(SimWorld world, SimProcess process, SimNode from, SimNode to, Lane lane) {
        this.world = world;
        this.process = process;
        String label = from.label();
        this.peer = to.id();
        this.lane = lane;
        if (from == to) {
            this.connection = null;
            this.served = new Served(world, to, label, this::answeredHere);
            process.serves(served);
        } else {
            this.connection = world.network().connect(from.host(), to.host(), this);
            this.served = new Served(world, to, label, this::answeredThere);
        }
    }

    /** One more request is to leave when the turn is over. */
    void expectAnother() {
        leaving++;
    }

    /** A request leaves. */
    void leave(Outbox.Question question) {
        if (ended) {
            world.recorder().lost(question.sent(), "the connection had ended");
            return;
        }
        leaving--;
        RequestId id = served.next(question.request());
        underWay.put(id.number(), question.correlation());
        ClientInfo who = new ClientInfo(lane.clientId(), "sim");
        Event event = new Event.RequestArrived(id, who, Requests.copyOf(question.request()));
        Connection over = connection;
        if (over == null) {
            process.arrive(Ready.of(event, question.sent()));
        } else {
            over.send(event, question.sent());
        }
    }

    /** The process closes it, and is told so if anything was under way. */
    void close() {
        if (ended) {
            return;
        }
        Connection over = connection;
        if (over == null) {
            process.servesNoLonger(served);
        } else {
            over.close();
        }
        if (waits()) {
            end(Reason.CLOSED_HERE, "closed here", Recorder.NONE);
        }
        ended = true;
    }

    @Override
    public Served served() {
        return served;
    }

    @Override
    public void lost(Connection lost, Loss how, int cause) {
        Reason reason =
                switch (how) {
                    case REFUSED -> Reason.REFUSED;
                    case RESET, PEER_GONE -> Reason.RESET;
                    case SILENCE -> Reason.UNREACHABLE;
                };
        end(reason, how.told(), cause);
    }

    @Override
    public void answered(Connection over, Object what, int sent) {
        Answer answer = (Answer) what;
        if (answer.response instanceof Response.CloseConnection) {
            over.close();
            lost(over, Loss.RESET, sent);
        } else {
            arrived(answer.number, answer.response, sent);
        }
    }

    @Override
    public boolean waits() {
        return leaving > 0 || !underWay.isEmpty();
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public boolean asks() {
        return true;
    }

    private void end(Reason reason, String told, int cause) {
        ended = true;
        Event event = new Event.LaneClosed(peer, lane, reason);
        process.arrive(new Ready(event, cause, false, lane + ": " + told));
    }

    private void answeredThere(long number, Response response, int sent) {
        if (connection != null) {
            connection.answer(new Answer(number, response), sent);
        }
    }

    private void answeredHere(long number, Response response, int sent) {
        if (ended) {
            world.recorder().lost(sent, "the connection had ended");
        } else {
            arrived(number, response, sent);
        }
    }

    private void arrived(long number, Response response, int sent) {
        Long correlation = underWay.remove(number);
        if (correlation != null && !(response instanceof Response.NoAnswer)) {
            process.arrive(
                    Ready.of(new Event.AnswerArrived(peer, lane, correlation, response), sent));
        }
    }
}
