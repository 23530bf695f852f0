package strata.sim.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Events put in the order of their times and numbered anew.
 *
 * <p>The world does a whole turn of one node, in which time passes, before it does what another
 * node does meanwhile, or what befalls the node within that time; so events are written down turn
 * by turn. An event that is written after its cause and has an earlier time, as a crash that
 * strikes within a turn already done, gets its cause's time: none comes before its cause. A broken
 * claim ends a run, and is its last event.
 */
final class InTimeOrder {
    private final List<RunEvent> asWritten;
    // When each event is told to have happened, by its index as written.
    private final long[] placeUs;

    private InTimeOrder(List<RunEvent> asWritten) {
        this.asWritten = asWritten;
        this.placeUs = new long[asWritten.size()];
    }

    static List<RunEvent> of(List<RunEvent> asWritten) {
        InTimeOrder order = new InTimeOrder(asWritten);
        order.place();
        return order.numbered();
    }

    private void place() {
        long lastUs = 0;
        for (RunEvent event : asWritten) {
            long us = Math.max(event.timeUs(), placeOf(event.cause()));
            placeUs[event.index()] = Math.max(us, placeOf(event.about()));
            lastUs = Math.max(lastUs, placeUs[event.index()]);
        }
        for (RunEvent event : asWritten) {
            if (event.kind() == EventKind.BROKEN) {
                placeUs[event.index()] = lastUs;
            }
        }
    }

    private long placeOf(int index) {
        return index == Recorder.NONE ? 0 : placeUs[index];
    }

    private List<RunEvent> numbered() {
        List<RunEvent> ordered = new ArrayList<>(asWritten);
        ordered.sort(Comparator.comparingLong(event -> placeUs[event.index()]));
        int[] numbers = new int[ordered.size()];
        for (int i = 0; i < ordered.size(); i++) {
            numbers[ordered.get(i).index()] = i;
        }
        ordered.replaceAll(
                event ->
                        new RunEvent(
                                numbers[event.index()],
                                placeUs[event.index()],
                                event.who(),
                                event.kind(),
                                event.peer(),
                                event.cause() == Recorder.NONE
                                        ? Recorder.NONE
                                        : numbers[event.cause()],
                                event.about() == Recorder.NONE
                                        ? Recorder.NONE
                                        : numbers[event.about()],
                                event.text(),
                                event.fields()));
        return ordered;
    }
}
