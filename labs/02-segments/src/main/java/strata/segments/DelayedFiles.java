package strata.segments;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Todo;

/**
 * Segments that are deleted, but not yet: their files are renamed to end in {@code .deleted}, which
 * takes them out of the log at once, and stay for {@code file.delete.delay.ms}. What a dead process
 * has left of them, the next one removes when it opens the log.
 */
final class DelayedFiles {
    /**
     * A segment that waits.
     *
     * @param dueMs from when on its files may be removed, wall time
     */
    private record Waiting(LogSegment segment, long dueMs) {}

    private final LogDirectory directory;
    private final List<Waiting> waiting = new ArrayList<>();

    DelayedFiles(LogDirectory directory) {
        this.directory = directory;
    }

    /**
     * Takes the files of segments out of the log, the first one's first, durably: whenever the
     * machine dies, those that are still there follow each other without a gap.
     *
     * @param nowMs wall time
     */
    void add(List<LogSegment> segments, long nowMs) {
        throw Todo.step(
                "2.7",
                "rename their files in this order, make that durable, note when they are due");
    }

    /**
     * Removes the files whose delay is over.
     *
     * @param nowMs wall time
     * @return when the next one is due, wall time; -1 when none is left
     */
    long removeDue(long nowMs) {
        throw Todo.step(
                "2.7",
                "remove the files of every segment that is due; return when the next one is, or"
                        + " -1");
    }
}
