package strata.segments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.Todo;

/**
 * The segments of a log, oldest first; the last one is the active one.
 *
 * <p>Invariant: base offsets rise. A log has at least one segment once it is open.
 */
final class Segments {
    private final ArrayList<LogSegment> segments = new ArrayList<>();

    /** How many there are. */
    int count() {
        return segments.size();
    }

    /** The n-th, from 0 on, oldest first. */
    LogSegment get(int n) {
        return segments.get(n);
    }

    LogSegment first() {
        return segments.get(0);
    }

    /** The active one. */
    LogSegment active() {
        return segments.get(segments.size() - 1);
    }

    /** All of them, oldest first; changes with the log. */
    List<LogSegment> all() {
        return Collections.unmodifiableList(segments);
    }

    /** All but the active one. */
    List<LogSegment> old() {
        return all().subList(0, segments.size() - 1);
    }

    /**
     * The segment in whose range an offset lies, as a number for {@link #get}; 0 below the first.
     */
    int numberOf(long offset) {
        throw Todo.step(
                "2.3",
                "search by halves for the last segment whose base offset is at most this one");
    }

    /** The segment in whose range an offset lies; the first one below it. */
    LogSegment at(long offset) {
        return segments.get(numberOf(offset));
    }

    /** The segment after this one; null after the active one. */
    @Nullable
    LogSegment after(LogSegment segment) {
        int next = numberOf(segment.baseOffset()) + 1;
        return next < segments.size() ? segments.get(next) : null;
    }

    /** Adds a newer one. */
    void add(LogSegment segment) {
        if (!segments.isEmpty()) {
            long last = active().baseOffset();
            Check.that(segment.baseOffset() > last, "%s <= %s", segment.baseOffset(), last);
        }
        segments.add(segment);
    }

    void removeFirst() {
        segments.remove(0);
    }

    void removeLast() {
        segments.remove(segments.size() - 1);
    }

    /** Puts others in the place of a run of segments: the n-th to the one before the m-th. */
    void replace(int n, int m, List<LogSegment> replacements) {
        List<LogSegment> run = segments.subList(n, m);
        run.clear();
        run.addAll(replacements);
    }
}
