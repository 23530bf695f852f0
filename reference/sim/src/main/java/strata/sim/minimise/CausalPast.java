package strata.sim.minimise;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/**
 * What an event may depend on, and what of that matters.
 *
 * <p>The past is Lamport's: an event comes after what happened to the same one before it, and after
 * what caused it. Of the past those events matter by which something changed that a person would
 * name (a fault, a life, an operation, a watched state), and those that led there, message by
 * message; a heartbeat that changed nothing does not.
 *
 * <p>Source: Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM
 * 1978.
 */
final class CausalPast {
    private final List<RunEvent> events;
    private final int end;
    private final BitSet past = new BitSet();
    private final BitSet relevant = new BitSet();
    // What ended each event: of a sending its delivery or loss, of an operation its answer.
    private final Map<Integer, Integer> endedBy = new LinkedHashMap<>();

    private CausalPast(RunRecord record, int end) {
        this.events = record.events();
        this.end = end;
    }

    /** The past of an event of a record, and the event itself. */
    static CausalPast of(RunRecord record, int event) {
        CausalPast past = new CausalPast(record, event);
        past.findPast();
        past.findRelevant();
        return past;
    }

    /** The events that matter, in their order. */
    BitSet relevant() {
        return relevant;
    }

    /** What ended an event that began something; {@link Recorder#NONE} when nothing did by then. */
    int endOf(int event) {
        return endedBy.getOrDefault(event, Recorder.NONE);
    }

    private void findPast() {
        int[] previous = previousOfTheSame();
        RunEvent last = events.get(end);
        if (last.cause() == Recorder.NONE) {
            // Seen by somebody who looks at all at once.
            past.set(0, end + 1);
            return;
        }
        past.set(end);
        for (int i = end; i >= 0; i--) {
            RunEvent event = events.get(i);
            if (event.kind() == EventKind.FAULT || event.kind() == EventKind.HEALED) {
                // The smallest run has no fault that it could do without.
                past.set(i);
            }
            if (past.get(i)) {
                add(previous[i]);
                add(event.cause());
                add(event.about());
            }
        }
    }

    /** Of each event the one before it that happened to the same one. */
    private int[] previousOfTheSame() {
        int[] previous = new int[end + 1];
        Map<String, Integer> last = new LinkedHashMap<>();
        for (int i = 0; i <= end; i++) {
            RunEvent event = events.get(i);
            boolean isWorld = event.who().equals(Recorder.WORLD);
            previous[i] = isWorld ? Recorder.NONE : last.getOrDefault(event.who(), Recorder.NONE);
            last.put(event.who(), i);
            if (event.about() != Recorder.NONE) {
                endedBy.put(event.about(), i);
            }
        }
        return previous;
    }

    private void add(int event) {
        if (event != Recorder.NONE) {
            past.set(event);
        }
    }

    private void findRelevant() {
        for (int i = end; i >= 0; i--) {
            if (!past.get(i)) {
                continue;
            }
            RunEvent event = events.get(i);
            if (isNamed(event)) {
                relevant.set(i);
            }
            if (relevant.get(i)) {
                mark(event.cause());
                mark(event.about());
            }
        }
        // What was sent by then and came to nothing is part of the story of whoever sent it.
        for (int i = 0; i <= end; i++) {
            RunEvent event = events.get(i);
            if (event.kind() == EventKind.LOST && past.get(event.about())) {
                RunEvent sending = events.get(event.about());
                if (sending.cause() != Recorder.NONE && relevant.get(sending.cause())) {
                    relevant.set(event.about());
                }
            }
        }
    }

    private void mark(int event) {
        if (event != Recorder.NONE && past.get(event)) {
            relevant.set(event);
        }
    }

    /** Whether somebody who tells the story would name it by itself. */
    private static boolean isNamed(RunEvent event) {
        return switch (event.kind()) {
            case STOPPED,
                    CRASHED,
                    PAUSED,
                    RESUMED,
                    DELIVERED_LATE,
                    INVOKED,
                    ANSWERED,
                    UNKNOWN,
                    STATE,
                    FAULT,
                    HEALED,
                    NOTE,
                    BROKEN ->
                    true;
            case STARTED -> !event.text().equals("life 1");
            case SENT,
                    DELIVERED,
                    LOST,
                    DISCONNECTED,
                    TIMER_SET,
                    TIMER_FIRED,
                    FLUSH_ASKED,
                    FLUSH_DONE,
                    DISK ->
                    false;
        };
    }
}
