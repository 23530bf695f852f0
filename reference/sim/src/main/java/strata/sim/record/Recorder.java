package strata.sim.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import strata.sim.record.Column.Role;

/**
 * Writes the record of a run. Every method that records returns the index of the new event, which
 * later ones refer to.
 *
 * <p>Whoever has something handled says so before and after, so that what arises meanwhile knows
 * its cause:
 *
 * <pre>{@code
 * int before = recorder.handling(recorder.delivered("n2", sent, false));
 * node.handle(event);
 * recorder.handling(before);
 * }</pre>
 */
public final class Recorder {
    /** No event. */
    public static final int NONE = -1;

    /** Whom events happen to that happen to nobody in particular. */
    public static final String WORLD = "world";

    /** The field of a remark that tells where a run left the right path. */
    static final String STRAYED = "leaves the right path";

    private final boolean on;
    private final LongSupplier nowUs;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<RunEvent> events = new ArrayList<>();
    // The last value of each state, by who and name.
    private final Map<String, String> states = new LinkedHashMap<>();
    // What is being handled now.
    private int handled = NONE;

    private Recorder(boolean on, LongSupplier nowUs) {
        this.on = on;
        this.nowUs = nowUs;
    }

    /**
     * One that records.
     *
     * @param nowUs virtual microseconds
     */
    public static Recorder on(LongSupplier nowUs) {
        return new Recorder(true, nowUs);
    }

    /** One that records nothing: every method returns {@link #NONE} at once. */
    public static Recorder off() {
        return new Recorder(false, () -> 0);
    }

    /** Whether it records; asked only where getting at the details costs something. */
    public boolean isOn() {
        return on;
    }

    /**
     * What was recorded so far, in the order of its times; does not change when more is recorded.
     * Its events have indexes of their own: those that this recorder gave are good for it alone.
     */
    public RunRecord record() {
        return new RunRecord(
                Collections.unmodifiableList(new ArrayList<>(columns.values())),
                Collections.unmodifiableList(InTimeOrder.of(events)));
    }

    /** Gives somebody their column; columns stand in the order in which they were first named. */
    public void column(String who, Role role) {
        if (on) {
            columns.put(who, new Column(who, role));
        }
    }

    /**
     * From now on this is what is being handled.
     *
     * @return what was being handled until now, to be given back afterwards
     */
    public int handling(int event) {
        int before = handled;
        handled = event;
        return before;
    }

    /** What is being handled now. */
    public int handled() {
        return handled;
    }

    public int started(String who, int life) {
        return on ? add(who, EventKind.STARTED, "life " + life) : NONE;
    }

    public int stopped(String who, String why) {
        forgetStates(who);
        return on ? add(who, EventKind.STOPPED, why) : NONE;
    }

    /**
     * A process or a machine died.
     *
     * @param how the crash mode
     * @param left what became of what was not flushed
     */
    public int crashed(String who, String how, String left) {
        forgetStates(who);
        return on ? add(who, EventKind.CRASHED, how + ": " + left) : NONE;
    }

    public int paused(String who) {
        return on ? add(who, EventKind.PAUSED, "") : NONE;
    }

    public int resumed(String who) {
        return on ? add(who, EventKind.RESUMED, "") : NONE;
    }

    /** A message leaves; a record's components are its fields. */
    public int sent(String who, String to, Object message) {
        return on ? sent(who, to, Shown.nameOf(message), Field.allOf(message)) : NONE;
    }

    /** A message leaves. */
    public int sent(String who, String to, String name, List<Field> fields) {
        return on ? add(new Draft(who, EventKind.SENT, to, handled, NONE, name, fields)) : NONE;
    }

    /**
     * A message is about to be handled.
     *
     * @param sent the event of its sending
     * @param late whether its sender had already learned that the connection was lost
     */
    public int delivered(String who, int sent, boolean late) {
        if (!on) {
            return NONE;
        }
        EventKind kind = late ? EventKind.DELIVERED_LATE : EventKind.DELIVERED;
        String from = sent == NONE ? "" : events.get(sent).who();
        return add(new Draft(who, kind, from, sent, sent, textOf(sent), fieldsOf(sent)));
    }

    /** A message will never arrive. It happens to whom it was sent to. */
    public int lost(int sent, String why) {
        if (!on || sent == NONE) {
            return NONE;
        }
        RunEvent message = events.get(sent);
        List<Field> fields = new ArrayList<>(message.fields());
        fields.add(Field.of("why lost", why));
        return add(
                new Draft(
                        message.peer(),
                        EventKind.LOST,
                        message.who(),
                        handled,
                        sent,
                        message.text(),
                        fields));
    }

    /** Somebody learns that the connection to a peer was lost. */
    public int disconnected(String who, String peer, String why) {
        return on
                ? add(new Draft(who, EventKind.DISCONNECTED, peer, handled, NONE, why, List.of()))
                : NONE;
    }

    public int timerSet(String who, Object timer, long delayMs) {
        if (!on) {
            return NONE;
        }
        List<Field> fields = new ArrayList<>(Field.allOf(timer));
        fields.add(Field.of("delay ms", delayMs));
        return add(
                new Draft(
                        who, EventKind.TIMER_SET, "", handled, NONE, Shown.nameOf(timer), fields));
    }

    /**
     * A timer is about to be handled.
     *
     * @param set the event of its setting
     */
    public int timerFired(String who, int set) {
        return on
                ? add(
                        new Draft(
                                who,
                                EventKind.TIMER_FIRED,
                                "",
                                set,
                                set,
                                textOf(set),
                                fieldsOf(set)))
                : NONE;
    }

    public int flushAsked(String who, long syncId, List<String> files) {
        if (!on) {
            return NONE;
        }
        List<Field> fields = List.of(Field.of("files", String.join(", ", files)));
        String text = "sync " + syncId;
        return add(new Draft(who, EventKind.FLUSH_ASKED, "", handled, NONE, text, fields));
    }

    /**
     * A finished flush is about to be handled.
     *
     * @param asked the event of its asking
     */
    public int flushDone(String who, int asked) {
        return on
                ? add(
                        new Draft(
                                who,
                                EventKind.FLUSH_DONE,
                                "",
                                asked,
                                asked,
                                textOf(asked),
                                fieldsOf(asked)))
                : NONE;
    }

    /** Something else that a disk did: a file made, an operation that failed. */
    public int disk(String who, String what) {
        return on ? add(who, EventKind.DISK, what) : NONE;
    }

    /** A client begins an operation; a record's components are its fields. */
    public int invoked(String who, Object operation) {
        return on ? invoked(who, Shown.nameOf(operation), Field.allOf(operation)) : NONE;
    }

    /** A client begins an operation. */
    public int invoked(String who, String name, List<Field> fields) {
        return on ? add(new Draft(who, EventKind.INVOKED, "", handled, NONE, name, fields)) : NONE;
    }

    /**
     * A client learns how an operation ended.
     *
     * @param invoked the event of its beginning
     * @param outcome one line: {@code ok at offset 17}, {@code refused: NOT_LEADER}
     */
    public int answered(int invoked, String outcome) {
        return on && invoked != NONE ? ended(invoked, EventKind.ANSWERED, outcome) : NONE;
    }

    /** A client will never learn what became of an operation. */
    public int unknown(int invoked, String why) {
        return on && invoked != NONE ? ended(invoked, EventKind.UNKNOWN, why) : NONE;
    }

    /** The value of something that is watched; recorded only if it is another than the last one. */
    public int state(String who, String name, Object value) {
        if (!on) {
            return NONE;
        }
        Field now = Field.of("value", value);
        String before = states.put(stateKey(who, name), now.value());
        if (now.value().equals(before)) {
            return NONE;
        }
        List<Field> fields =
                before == null ? List.of(now) : List.of(now, Field.of("before", before));
        return add(new Draft(who, EventKind.STATE, "", handled, NONE, name, fields));
    }

    /** A fault strikes, as its schedule's line says it. */
    public int fault(String line) {
        return on ? add(WORLD, EventKind.FAULT, line) : NONE;
    }

    public int healed() {
        return on ? add(WORLD, EventKind.HEALED, "") : NONE;
    }

    /** A remark of somebody's own code. */
    public int note(String who, String text) {
        return on ? add(who, EventKind.NOTE, text) : NONE;
    }

    /**
     * Nothing is broken yet, but from here on it may: {@code n2 acknowledges write 7, only n2 has
     * it}. A later breach of one of these subjects tells this as the step at which the run left the
     * right path.
     *
     * @param subjects the records or partitions it is about; none stands for all
     */
    public int strayed(String text, List<String> subjects) {
        if (!on) {
            return NONE;
        }
        List<Field> fields = new ArrayList<>();
        fields.add(Field.of(STRAYED, "here"));
        subjects.forEach(subject -> fields.add(Field.of("subject", subject)));
        return add(new Draft(WORLD, EventKind.NOTE, "", handled, NONE, text, fields));
    }

    /**
     * A claim was shown to be false.
     *
     * @param invariant its short name
     * @param numbers what was found instead
     * @param subjects the records or partitions it is about
     */
    public int broken(String invariant, String claim, String numbers, List<String> subjects) {
        if (!on) {
            return NONE;
        }
        List<Field> fields = new ArrayList<>();
        fields.add(Field.of("claim", claim));
        fields.add(Field.of("found", numbers));
        for (String subject : subjects) {
            fields.add(Field.of("subject", subject));
        }
        return add(new Draft(WORLD, EventKind.BROKEN, "", handled, NONE, invariant, fields));
    }

    /** An event before it has a place and a time. */
    private record Draft(
            String who,
            EventKind kind,
            String peer,
            int cause,
            int about,
            String text,
            List<Field> fields) {}

    private int add(String who, EventKind kind, String text) {
        return add(new Draft(who, kind, "", handled, NONE, text, List.of()));
    }

    private int add(Draft draft) {
        int index = events.size();
        columns.computeIfAbsent(draft.who, Column::of);
        if (!draft.peer.isEmpty()) {
            columns.computeIfAbsent(draft.peer, Column::of);
        }
        events.add(
                new RunEvent(
                        index,
                        nowUs.getAsLong(),
                        draft.who,
                        draft.kind,
                        draft.peer,
                        draft.cause,
                        draft.about,
                        draft.text,
                        Collections.unmodifiableList(draft.fields)));
        return index;
    }

    private int ended(int invoked, EventKind kind, String outcome) {
        RunEvent operation = events.get(invoked);
        List<Field> fields = new ArrayList<>(operation.fields());
        fields.add(Field.of("outcome", outcome));
        return add(
                new Draft(
                        operation.who(),
                        kind,
                        "",
                        handled,
                        invoked,
                        operation.text() + ": " + outcome,
                        fields));
    }

    private String textOf(int event) {
        return event == NONE ? "" : events.get(event).text();
    }

    private List<Field> fieldsOf(int event) {
        return event == NONE ? List.of() : events.get(event).fields();
    }

    // A new life has all its states to show again.
    private void forgetStates(String who) {
        states.keySet().removeIf(key -> key.startsWith(stateKey(who, "")));
    }

    private static String stateKey(String who, String name) {
        return who + "\n" + name;
    }
}
