package strata.sim.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** The rows of a picture as they are found, each at what was handled when it came about. */
public final class RowBook {
    private final RunRecord record;
    private final List<PictureRow> rows = new ArrayList<>();
    // By the index of what was handled.
    private final Map<Integer, PictureRow> open = new LinkedHashMap<>();
    // What each was handed last.
    private final Map<String, RunEvent> handed = new LinkedHashMap<>();

    public RowBook(RunRecord record) {
        this.record = record;
    }

    /** Somebody handles this from now on. */
    public void hands(RunEvent event) {
        handed.put(event.who(), event);
    }

    /** Something is said of an event, unless it is nothing. */
    public void add(RunEvent event, String label) {
        if (!label.isEmpty()) {
            row(event).add(label);
        }
    }

    /** Something came of what was handled just then, or by itself. */
    public void say(RunEvent event, String label) {
        if (label.isEmpty()) {
            return;
        }
        RunEvent cause = event;
        if (event.cause() != Recorder.NONE) {
            RunEvent handled = record.events().get(event.cause());
            cause = handled.who().equals(event.who()) ? handled : event;
        } else {
            RunEvent last = handed.get(event.who());
            if (last != null && last.timeUs() == event.timeUs()) {
                cause = last;
            }
        }
        row(cause).add(label);
    }

    private PictureRow row(RunEvent event) {
        return open.computeIfAbsent(
                event.index(),
                index -> {
                    PictureRow row = new PictureRow(event);
                    rows.add(row);
                    return row;
                });
    }

    /** All is said; what was before a time does not show. */
    public void close(long fromUs) {
        rows.removeIf(row -> row.timeUs() < fromUs);
        rows.sort(Comparator.comparingInt(row -> row.event().index()));
    }

    /** The rows, in the order of their times. */
    public List<PictureRow> rows() {
        return rows;
    }

    /** The number of the first row of somebody that says this, as the chapter refers to it. */
    public String at(String who, String says) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).who().equals(who) && rows.get(i).label().contains(says)) {
                return "(" + (i + 1) + ")";
            }
        }
        throw new IllegalArgumentException(
                who
                        + " never says "
                        + says
                        + ": "
                        + rows.stream().map(row -> row.who() + ": " + row.label()).toList());
    }

    /** How often somebody, or anybody where that is empty, notes this, up to the run's end. */
    public long count(String who, String says) {
        return record.events().stream()
                .filter(event -> event.kind() == EventKind.NOTE && event.text().equals(says))
                .filter(event -> who.isEmpty() || event.who().equals(who))
                .count();
    }
}
