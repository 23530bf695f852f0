package strata.sim.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Events put in the order of their times and numbered anew.
 *
 * <p>The world does a whole turn of one node, in which time passes, before it does what another
 * node does meanwhile; so they are written down turn by turn. Whatever has a cause is later than
 * it, or was written after it in the same moment, so that no event comes before its cause. A broken
 * claim ends a run, and is its last event.
 */
final class InTimeOrder {
    private InTimeOrder() {}

    static List<RunEvent> of(List<RunEvent> asWritten) {
        List<RunEvent> ordered = new ArrayList<>(asWritten);
        long endUs = 0;
        for (RunEvent event : asWritten) {
            endUs = Math.max(endUs, event.timeUs());
        }
        long lastUs = endUs;
        ordered.sort(Comparator.comparingLong(event -> placeUs(event, lastUs)));
        int[] numbers = new int[ordered.size()];
        for (int i = 0; i < ordered.size(); i++) {
            numbers[ordered.get(i).index()] = i;
        }
        ordered.replaceAll(event -> numbered(event, numbers, lastUs));
        return ordered;
    }

    private static RunEvent numbered(RunEvent event, int[] numbers, long lastUs) {
        return new RunEvent(
                numbers[event.index()],
                placeUs(event, lastUs),
                event.who(),
                event.kind(),
                event.peer(),
                event.cause() == Recorder.NONE ? Recorder.NONE : numbers[event.cause()],
                event.about() == Recorder.NONE ? Recorder.NONE : numbers[event.about()],
                event.text(),
                event.fields());
    }

    private static long placeUs(RunEvent event, long lastUs) {
        return event.kind() == EventKind.BROKEN ? lastUs : event.timeUs();
    }
}
