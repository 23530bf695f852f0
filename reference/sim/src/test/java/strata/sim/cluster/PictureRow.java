package strata.sim.cluster;

import java.util.ArrayList;
import java.util.List;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;

/** A row of a picture: what somebody did at one time, or what befell all. */
public final class PictureRow {
    /** Stands between the two ends of a way. */
    static final String ARROW = " → ";

    private final RunEvent event;
    private final List<String> labels = new ArrayList<>();

    /** One that says nothing yet. */
    public PictureRow(RunEvent event) {
        this.event = event;
    }

    /** Says one thing more. */
    public void add(String label) {
        labels.add(label);
    }

    /** Whether there is anything to draw. */
    public boolean says() {
        return !labels.isEmpty();
    }

    public RunEvent event() {
        return event;
    }

    public String who() {
        return event.who();
    }

    public long timeUs() {
        return event.timeUs();
    }

    /** Whether it befell nobody in particular. */
    boolean isBar() {
        return event.who().equals(Recorder.WORLD);
    }

    boolean isBroken() {
        return event.kind() == EventKind.BROKEN;
    }

    /** Whether the story says when it happens. */
    boolean isOfTheScript() {
        return switch (event.kind()) {
            case FAULT, HEALED, INVOKED -> true;
            default -> begins() || ends();
        };
    }

    /** Whether somebody begins to act here. */
    boolean begins() {
        return event.kind() == EventKind.STARTED || event.kind() == EventKind.RESUMED;
    }

    /** Whether somebody acts no more from here on. */
    boolean ends() {
        return switch (event.kind()) {
            case CRASHED, STOPPED, PAUSED -> true;
            default -> false;
        };
    }

    /** Whether the same befell one more way from the same host at the same time. */
    boolean continues(RunEvent next, String label) {
        int arrow = label.indexOf(ARROW);
        return event.kind() == next.kind()
                && event.timeUs() == next.timeUs()
                && arrow >= 0
                && labels.get(0).startsWith(label.substring(0, arrow + ARROW.length()));
    }

    /** All that it says. */
    public String label() {
        return String.join(", ", labels);
    }
}
