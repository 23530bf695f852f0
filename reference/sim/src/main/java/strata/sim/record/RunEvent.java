package strata.sim.record;

import java.util.List;

/**
 * Something that happened.
 *
 * @param index its place in the record, from 0
 * @param timeUs virtual microseconds since the run's start
 * @param who whom it happened to, as the trace names them: {@code n1}, {@code p2}, {@code world}
 * @param peer the other side: of a message or a lost connection; empty when there is none
 * @param cause the index of what was being handled when this arose; of a delivery, its sending; of
 *     a timer that fires, its setting; of a finished flush, the asking for it; {@link
 *     Recorder#NONE} when it came from outside
 * @param about the index of the event that this one ends: of a delivery or a loss, the sending; of
 *     an answer, the operation's beginning; {@link Recorder#NONE} when it ends none
 * @param text one line for people: a message's or timer's name, a state's name, a fault's line
 * @param fields what it holds; of a change of state, {@code value} and, if there was one, {@code
 *     before}
 */
public record RunEvent(
        int index,
        long timeUs,
        String who,
        EventKind kind,
        String peer,
        int cause,
        int about,
        String text,
        List<Field> fields) {

    /** The value of a field; empty when it has none of this name. */
    public String field(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return "";
    }

    /** Whether the run left the right path here, as a claim saw it: {@link Recorder#strayed}. */
    public boolean strays() {
        return kind == EventKind.NOTE && !field(Recorder.STRAYED).isEmpty();
    }
}
