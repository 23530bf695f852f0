package strata.examples.register;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import strata.examples.register.Linearizability.Conflict;
import strata.examples.register.Linearizability.Moment;
import strata.kernel.Check;
import strata.sim.Breach;
import strata.sim.SimWorld;

/**
 * What clients asked and what they were answered. Whether it can be is looked at with every answer,
 * so that a run ends with the first that can't.
 */
final class History {
    private final SimWorld world;
    private final Linearizability seen = new Linearizability();
    // Of each client: what it waits for, and its last acknowledged write.
    private final Map<Integer, Asked> waiting = new TreeMap<>();
    private final Map<Integer, Long> acknowledged = new TreeMap<>();
    private long moments;
    private long writes;
    private long reads;

    private record Asked(Question question, Moment when, int recorded) {}

    History(SimWorld world) {
        this.world = world;
    }

    /** A client begins a question. */
    void began(int client, Question question) {
        String what = "n" + client + " began to " + shown(question);
        Moment now = moment(what);
        int recorded = world.recorder().invoked("n" + client, question);
        waiting.put(client, new Asked(question, now, recorded));
        if (question instanceof Question.Write write) {
            seen.writeBegan(write.value(), now);
            world.story().tellOf(subjects(write.value()), what);
        }
    }

    /** A client got the answer to its question. */
    void ended(int client, Question question, Answer answer) {
        Asked asked = waiting.remove(client);
        Check.that(asked != null && asked.question.equals(question), "an answer to %s", question);
        long value = valueOf(question, answer);
        String what =
                "n"
                        + client
                        + (question instanceof Question.Write
                                ? " was told that " + value + " is written"
                                : " read " + value);
        Moment now = moment(what);
        world.recorder().answered(asked.recorded, Long.toString(value));
        world.story().tellOf(subjects(value), what + ", asked " + asked.when.told());
        if (question instanceof Question.Write) {
            writes++;
            acknowledged.put(client, question.number());
        } else {
            reads++;
        }
        Conflict conflict = seen.ended(value, asked.when, now);
        if (conflict != null) {
            throw world.breach(
                    Breach.of(
                            Claims.LINEARIZABLE,
                            "What clients see could have been seen at one register",
                            conflict.why(),
                            Long.toString(conflict.value()),
                            Long.toString(conflict.other())));
        }
    }

    /** By client, the number of its last acknowledged write. */
    Map<Integer, Long> acknowledged() {
        return acknowledged;
    }

    long writes() {
        return writes;
    }

    long reads() {
        return reads;
    }

    private Moment moment(String what) {
        double seconds = world.nowUs() / 1e6;
        return new Moment(moments++, String.format(Locale.ROOT, "%s at %.6f", what, seconds));
    }

    /** The value that an operation is about. (A mistaken client gets answers of the other kind.) */
    private static long valueOf(Question question, Answer answer) {
        if (question instanceof Question.Write write) {
            return write.value();
        }
        return answer instanceof Answer.Value read ? read.value() : Linearizability.INITIAL;
    }

    private static String shown(Question question) {
        return question instanceof Question.Write write ? "write " + write.value() : "read";
    }

    private static List<String> subjects(long value) {
        return List.of(Long.toString(value));
    }
}
