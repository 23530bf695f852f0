package strata.examples.register;

import java.util.Collections;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What the register holds.
 *
 * <p>Invariant: of two states with the same epoch and number, the content is the same.
 *
 * @param epoch of the primary that made or adopted it
 * @param number how many writes led to it
 * @param value the newest write's; 0 when nothing was written yet
 * @param lastWrites by client, the number of its last write in here: what is not above it is a
 *     retry
 */
record State(long epoch, long number, long value, SortedMap<Integer, Long> lastWrites) {
    /** Nothing was written yet. */
    static final State EMPTY = new State(0, 0, 0, Collections.emptySortedMap());

    /** The state after one more write. */
    State after(int client, Question.Write write, long inEpoch) {
        SortedMap<Integer, Long> writes = new TreeMap<>(lastWrites);
        writes.put(client, write.number());
        return new State(
                inEpoch, number + 1, write.value(), Collections.unmodifiableSortedMap(writes));
    }

    /** The same, adopted by the primary of another epoch. */
    State in(long otherEpoch) {
        return new State(otherEpoch, number, value, lastWrites);
    }

    /** Whether this state holds a client's write. */
    boolean holds(int client, long write) {
        return lastWrites.getOrDefault(client, 0L) >= write;
    }

    /** Later epochs win; within one, the higher number. */
    boolean isNewerThan(State other) {
        return epoch != other.epoch ? epoch > other.epoch : number > other.number;
    }

    @Override
    public String toString() {
        return value + " (epoch " + epoch + ", write " + number + ", done " + done() + ")";
    }

    /** By client, the number of its last write in here: {@code 102:5 104:7}. */
    String done() {
        if (lastWrites.isEmpty()) {
            return "none";
        }
        StringJoiner done = new StringJoiner(" ");
        lastWrites.forEach((client, write) -> done.add(client + ":" + write));
        return done.toString();
    }
}
