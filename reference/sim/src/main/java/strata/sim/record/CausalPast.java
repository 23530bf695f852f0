package strata.sim.record;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.kernel.Check;

/**
 * What led to an event.
 *
 * <p>A broken claim is about everybody: it begins with what was being handled when it broke, with
 * the operations that its subjects are named in, and, from {@link Reach#KNOWLEDGE} on, with the
 * last state of every node.
 *
 * <p>The page of the space-time diagram computes the same (past.js); a test compares them.
 */
public final class CausalPast {
    private final List<RunEvent> events;
    private final int of;
    private final Reach reach;
    private final BitSet past = new BitSet();
    // Of each message or operation that came to nothing or too late, by its beginning: how it
    // ended, or NONE while nothing has become of it.
    private final Map<Integer, Integer> vainEnds = new LinkedHashMap<>();

    private CausalPast(RunRecord record, int of, Reach reach) {
        this.events = record.events();
        this.of = of;
        this.reach = reach;
    }

    /** The indexes of the events that led to one, and its own. */
    public static BitSet of(RunRecord record, int event, Reach reach) {
        Check.that(
                event >= 0 && event < record.events().size(),
                "event %s of %s",
                event,
                record.events().size());
        CausalPast search = new CausalPast(record, event, reach);
        search.begin();
        // Ends in vain are later than their beginnings, so that one pass may not do.
        int found;
        do {
            found = search.past.cardinality();
            search.passBackwards(record.columns());
        } while (search.past.cardinality() > found);
        return search.past;
    }

    private void begin() {
        past.set(of);
        RunEvent root = events.get(of);
        for (int i = 0; i < of; i++) {
            RunEvent event = events.get(i);
            if (reach != Reach.CAUSES) {
                noteVainEnd(event);
            }
            if (root.kind() == EventKind.BROKEN && isEvidence(root, event)) {
                past.set(i);
            }
        }
    }

    private void noteVainEnd(RunEvent event) {
        switch (event.kind()) {
            case SENT -> vainEnds.put(event.index(), Recorder.NONE);
            case DELIVERED -> vainEnds.remove(event.about());
            case LOST, DELIVERED_LATE, UNKNOWN -> vainEnds.put(event.about(), event.index());
            default -> {
                // It ends nothing.
            }
        }
    }

    /**
     * Whether an event of the past began it, and it came to nothing or too late, or is a remark.
     */
    private boolean isBesides(RunEvent event) {
        if (event.cause() == Recorder.NONE || !past.get(event.cause())) {
            return false;
        }
        return vainEnds.containsKey(event.index())
                || (reach == Reach.KNOWLEDGE && event.kind() == EventKind.NOTE);
    }

    /** An operation on one of its subjects, or where the run strayed with one of them. */
    private static boolean isEvidence(RunEvent broken, RunEvent event) {
        if (event.strays() && event.field("subject").isEmpty()) {
            return true;
        }
        return (event.strays() || event.kind().group() == EventKind.Group.OPERATIONS)
                && isOfSubject(broken, event);
    }

    private static boolean isOfSubject(RunEvent broken, RunEvent event) {
        for (Field subject : broken.fields()) {
            if (subject.name().equals("subject")) {
                for (Field field : event.fields()) {
                    if (field.value().equals(subject.value())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void passBackwards(List<Column> columns) {
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        boolean ofAll = events.get(of).kind() == EventKind.BROKEN && reach != Reach.CAUSES;
        for (Column column : columns) {
            Wanted here = new Wanted();
            wanted.put(column.who(), here);
            if (ofAll && column.role() == Column.Role.NODE) {
                here.wantStates();
            }
        }
        for (int i = of; i >= 0; i--) {
            RunEvent event = events.get(i);
            Wanted here = wanted.getOrDefault(event.who(), new Wanted());
            if (here.takes(event) || isBesides(event)) {
                past.set(i);
            }
            if (past.get(i)) {
                follow(isRenewal(event) ? Recorder.NONE : event.cause());
                follow(event.about());
                follow(vainEnds.getOrDefault(i, Recorder.NONE));
                here.actedIn(event, reach);
            }
        }
    }

    /** A timer that is set anew each time it fires: the last time tells as much as all of them. */
    private boolean isRenewal(RunEvent event) {
        if (event.kind() != EventKind.TIMER_SET
                || event.cause() == Recorder.NONE
                || reach == Reach.EVERYTHING_BEFORE) {
            return false;
        }
        RunEvent cause = events.get(event.cause());
        return cause.kind() == EventKind.TIMER_FIRED && cause.text().equals(event.text());
    }

    private void follow(int index) {
        if (index != Recorder.NONE) {
            past.set(index);
        }
    }

    /** What is still looked for in one column, on the way back. */
    private static final class Wanted {
        private boolean everything;
        private boolean states;
        private boolean life;
        private final Set<String> statesFound = new LinkedHashSet<>();

        void wantStates() {
            states = true;
            life = true;
            statesFound.clear();
        }

        /** Whether an event is looked for. */
        boolean takes(RunEvent event) {
            if (everything) {
                return true;
            }
            return switch (event.kind()) {
                case STATE -> states && statesFound.add(event.text());
                case STARTED, CRASHED, STOPPED -> {
                    boolean taken = life;
                    states = false;
                    life = event.kind() == EventKind.STARTED && life;
                    yield taken;
                }
                case PAUSED, RESUMED -> life;
                default -> false;
            };
        }

        /** An event of the past happened here: it depended on what was known here. */
        void actedIn(RunEvent event, Reach reach) {
            if (reach == Reach.EVERYTHING_BEFORE) {
                everything = true;
            } else if (reach == Reach.KNOWLEDGE
                    && event.kind() != EventKind.STATE
                    && event.kind() != EventKind.LOST
                    && event.kind().group() != EventKind.Group.LIVES) {
                wantStates();
            }
        }
    }
}
