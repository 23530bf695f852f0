package strata.sim;

import strata.kernel.Event;
import strata.sim.record.Recorder;

/**
 * An event that waits for its turn.
 *
 * @param origin the event of the record that it comes from: a sending, a timer's setting, what
 *     broke a connection
 * @param late whether it came after its connection had been reset
 * @param why of a lost connection; otherwise empty
 */
record Ready(Event event, int origin, boolean late, String why) {
    static Ready of(Event event, int origin) {
        return new Ready(event, origin, false, "");
    }

    /** Records that it is about to be handled. */
    int record(Recorder recorder, String who) {
        if (!recorder.isOn()) {
            return Recorder.NONE;
        }
        return switch (event) {
            case Event.RequestArrived arrived -> recorder.delivered(who, origin, late);
            case Event.MessageArrived arrived -> recorder.delivered(who, origin, late);
            case Event.TimerFired fired -> recorder.timerFired(who, origin);
            case Event.SyncDone done -> recorder.flushDone(who, origin);
            case Event.PeerDisconnected gone -> recorder.disconnected(who, "n" + gone.peer(), why);
            case Event.AnswerArrived arrived -> recorder.delivered(who, origin, late);
            case Event.LaneClosed gone -> recorder.disconnected(who, "n" + gone.peer(), why);
            case Event.ClientDisconnected gone -> recorder.disconnected(who, why, "");
        };
    }
}
