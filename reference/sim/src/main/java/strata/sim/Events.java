package strata.sim;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Event;

/** What the trace and the turn need to know of events. */
final class Events {
    private Events() {}

    /** An event as the trace shows it: without the bytes it carries. */
    static String shown(Event event) {
        return switch (event) {
            case Event.RequestArrived arrived ->
                    "c"
                            + arrived.id().connectionId()
                            + "#"
                            + arrived.id().number()
                            + " "
                            + Requests.shown(arrived.request());
            case Event.ClientDisconnected gone -> "c" + gone.connectionId() + " disconnected";
            case Event.TimerFired fired -> "timer " + fired.timer();
            case Event.SyncDone done -> "sync " + done.id().number() + " done";
            case Event.MessageArrived message ->
                    "message of n" + message.from() + ": " + message.message();
            case Event.AnswerArrived arrived ->
                    "n"
                            + arrived.from()
                            + " "
                            + arrived.lane()
                            + " #"
                            + arrived.correlation()
                            + " "
                            + Responses.shown(arrived.response());
            case Event.LaneClosed gone ->
                    "lane " + gone.lane() + " to n" + gone.peer() + " closed: " + gone.reason();
            case Event.PeerDisconnected gone -> "n" + gone.peer() + " disconnected";
        };
    }

    /** The buffers that an event lends to the node until the turn ends. */
    static List<ByteBuffer> buffersOf(Event event) {
        return switch (event) {
            case Event.RequestArrived arrived -> Requests.buffersOf(arrived.request());
            case Event.AnswerArrived arrived -> Responses.buffersOf(arrived.response());
            default -> List.of();
        };
    }
}
