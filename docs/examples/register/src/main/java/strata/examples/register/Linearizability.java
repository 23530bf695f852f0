package strata.examples.register;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import strata.kernel.Nullable;

/**
 * Whether what clients saw could have been seen at one register, where each operation takes effect
 * in one instant between its beginning and its end (Herlihy and Wing, 1990). Exact, and quick:
 * every written value is another one, so it is known which write each read saw.
 *
 * <p>A write and the reads that saw it are a <em>group</em>; in the order in which operations took
 * effect they stand together, as the next write ends what reads can see. If an operation of group A
 * ended before one of group B began, all of A is before all of B. The history is linearizable if,
 * and only if, no two groups are each before the other (Gibbons and Korach, "Testing Shared
 * Memories", 1997). A write without an answer, that nobody has seen, is before nothing.
 */
final class Linearizability {
    /** The value before any write; its group ended something before all began. */
    static final long INITIAL = 0;

    private final Map<Long, Group> groups = new LinkedHashMap<>();

    /**
     * A beginning or an end.
     *
     * @param order counts them over the whole history; no two are the same
     * @param told what happened, for a person
     */
    record Moment(long order, String told) {}

    /** The value's write and the reads that saw it, as far as they have ended. */
    private static final class Group {
        private final long value;
        private Moment firstEnd = new Moment(Long.MAX_VALUE, "it never ended");
        private Moment lastBeginning;

        Group(long value, Moment beginning) {
            this.value = value;
            this.lastBeginning = beginning;
        }

        boolean isBefore(Group other) {
            return firstEnd.order < other.lastBeginning.order;
        }
    }

    /**
     * Two values of which each must have been in the register before the other.
     *
     * @param why what shows it, in two sentences
     */
    record Conflict(long value, long other, String why) {}

    Linearizability() {
        Group initial = new Group(INITIAL, new Moment(-2, "the register began empty"));
        initial.firstEnd = new Moment(-1, "the register began empty");
        groups.put(INITIAL, initial);
    }

    /** A write begins. */
    void writeBegan(long value, Moment beginning) {
        groups.put(value, new Group(value, beginning));
    }

    /**
     * An operation has ended: a write of a value, or a read that saw it.
     *
     * @return what can't be; null while all is well
     */
    @Nullable
    Conflict ended(long value, Moment beginning, Moment end) {
        Group group = groups.get(value);
        if (group == null) {
            return new Conflict(value, value, end.told + ", yet nobody has written that.");
        }
        group.lastBeginning =
                beginning.order > group.lastBeginning.order ? beginning : group.lastBeginning;
        group.firstEnd = end.order < group.firstEnd.order ? end : group.firstEnd;
        for (Group other : groups.values()) {
            if (other != group && group.isBefore(other) && other.isBefore(group)) {
                return new Conflict(
                        group.value,
                        other.value,
                        before(group, other) + " " + before(other, group));
            }
        }
        return null;
    }

    private static String before(Group one, Group other) {
        return String.format(
                Locale.ROOT,
                "%d was before %d: %s, then %s.",
                one.value,
                other.value,
                one.firstEnd.told,
                other.lastBeginning.told);
    }
}
