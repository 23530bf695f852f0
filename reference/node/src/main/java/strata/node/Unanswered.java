package strata.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.request.Api;
import strata.wire.EncodedResponse;
import strata.wire.RequestContext;

/**
 * The requests of a connection that have no answer yet. Whatever the order in which their answers
 * are given, they leave in the order of the requests.
 *
 * <p>Only produces wait beside each other: a producer sends the next one before it has the answer
 * to the last, and what replicas and disks take long for they do for all of them at once. Nothing
 * else gains by it, and all else may rely on what was answered before.
 *
 * <p>Invariant: where there is more than one, all but the last are produces.
 */
final class Unanswered {
    // More than a Kafka producer sends by default; a client that sends more waits.
    private static final int COUNT_MAX = 16;

    private final Deque<Entry> entries = new ArrayDeque<>(2);

    /** What a connection does for a request at last. */
    sealed interface Answer {
        /** Sends it. */
        record Bytes(EncodedResponse response) implements Answer {}

        /** Nothing. */
        record Nothing() implements Answer {}

        /** Closes the connection, with a line in the log. */
        record Close(String why) implements Answer {}
    }

    private static final class Entry {
        private final long number;
        private final @Nullable RequestContext context;
        // Null until it is given.
        private @Nullable Answer answer;

        Entry(long number, @Nullable RequestContext context) {
            this.number = number;
            this.context = context;
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether another produce may join those that wait. */
    boolean takesProduce() {
        Entry last = entries.peekLast();
        return last == null
                || (entries.size() < COUNT_MAX
                        && last.context != null
                        && last.context.api() == Api.PRODUCE
                        && !(last.answer instanceof Answer.Close));
    }

    /** A request waits from now on, behind all others. */
    void add(long number, RequestContext context) {
        entries.add(new Entry(number, context));
    }

    /** The same for one whose answer is known already. */
    void addAnswered(long number, Answer answer) {
        Entry entry = new Entry(number, null);
        entry.answer = answer;
        entries.add(entry);
    }

    /** The context of a request that has no answer yet. */
    RequestContext contextOf(long number) {
        Entry entry = find(number);
        Check.that(entry.answer == null, "request %s is answered twice", number);
        return Objects.requireNonNull(entry.context);
    }

    /** Gives a request its answer, once. */
    void answer(long number, Answer answer) {
        find(number).answer = answer;
    }

    private Entry find(long number) {
        Entry found = null;
        for (Entry entry : entries) {
            if (entry.number == number) {
                found = entry;
            }
        }
        Check.that(
                found != null,
                "an answer to request %s, and %s others wait",
                number,
                entries.size());
        return Objects.requireNonNull(found);
    }

    /** Takes out the first one's answer; null when it has none yet. */
    @Nullable
    Answer poll() {
        Entry first = entries.peekFirst();
        if (first == null || first.answer == null) {
            return null;
        }
        entries.removeFirst();
        return first.answer;
    }
}
