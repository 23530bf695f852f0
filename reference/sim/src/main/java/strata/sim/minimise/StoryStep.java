package strata.sim.minimise;

import java.util.ArrayList;
import java.util.List;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;

/** What one of them did at one time: the event that it handled, and what came of it. */
final class StoryStep {
    private final List<RunEvent> events = new ArrayList<>();
    private int times = 1;

    StoryStep(RunEvent first) {
        events.add(first);
    }

    /** Its events, in their order. */
    List<RunEvent> events() {
        return events;
    }

    RunEvent first() {
        return events.get(0);
    }

    /** How many steps of the same kind, one after the other, it stands for. */
    int times() {
        return times;
    }

    /** One more step of the same kind came next. */
    void happenedAgain() {
        times++;
    }

    /**
     * Whether an event is part of this step: it arose while the same one handled the same thing, or
     * is what a fault did at once.
     */
    boolean takes(RunEvent event) {
        if (isAlone(event) || isAlone(first()) || first().strays()) {
            return false;
        }
        if (first().kind() == EventKind.FAULT) {
            return event.cause() == first().index() && !event.kind().isDelivery();
        }
        // Whoever looks on sees that it strays.
        boolean same = event.who().equals(first().who()) || event.strays();
        if (first().kind() == EventKind.INVOKED && first().cause() == Recorder.NONE) {
            // A client that nobody woke: what it does at this very time is one thing.
            return same && event.cause() == Recorder.NONE && event.timeUs() == first().timeUs();
        }
        int handled = handled();
        return same && handled != Recorder.NONE && event.cause() == handled && !isHandled(event);
    }

    /** The index of the event that was handled; {@link Recorder#NONE} where none was. */
    int handled() {
        return isHandled(first()) ? first().index() : first().cause();
    }

    /** Whether the run left the right path here. */
    boolean strays() {
        return events.stream().anyMatch(RunEvent::strays);
    }

    /** How much would be missed without it: 0 a remark, 5 the breach. */
    int weight() {
        return events.stream().mapToInt(StoryStep::weight).max().orElse(0);
    }

    /** Whether a node was started as all are when the run begins. */
    static boolean isFirstLife(RunEvent event) {
        return event.kind() == EventKind.STARTED && event.text().equals("life 1");
    }

    private static int weight(RunEvent event) {
        if (event.strays()) {
            return 5;
        }
        return switch (event.kind()) {
            case BROKEN -> 5;
            case STARTED -> isFirstLife(event) ? 0 : 4;
            case FAULT, HEALED, CRASHED, STOPPED, PAUSED, RESUMED, DELIVERED_LATE -> 4;
            case INVOKED, ANSWERED, UNKNOWN -> 3;
            case STATE, LOST -> 2;
            case SENT, DELIVERED, DISCONNECTED -> 1;
            case TIMER_SET, TIMER_FIRED, FLUSH_ASKED, FLUSH_DONE, DISK, NOTE -> 0;
        };
    }

    /** Whether it is a step of its own, whatever it arose from. */
    private static boolean isAlone(RunEvent event) {
        return event.kind() == EventKind.BROKEN || event.kind() == EventKind.HEALED;
    }

    /** Whether it is handled by whom it happens to, so that other events arise from it. */
    private static boolean isHandled(RunEvent event) {
        return switch (event.kind()) {
            case DELIVERED, DELIVERED_LATE, TIMER_FIRED, FLUSH_DONE, DISCONNECTED, STARTED -> true;
            default -> false;
        };
    }
}
