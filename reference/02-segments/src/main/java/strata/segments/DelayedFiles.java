package strata.segments;

import java.util.ArrayList;
import java.util.List;

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
        // LAB 2.7 rename their files in this order, make that durable, note when they are due
        long delayMs = directory.settings().fileDeleteDelayMs();
        long dueMs = nowMs + Math.min(delayMs, Long.MAX_VALUE - nowMs);
        for (LogSegment segment : segments) {
            segment.rename(SegmentFiles.DELETED);
            // Files of one that waits under the same name were replaced just now.
            waiting.removeIf(other -> other.segment().baseOffset() == segment.baseOffset());
            waiting.add(new Waiting(segment, dueMs));
        }
        directory.sync();
    }

    /**
     * Removes the files whose delay is over.
     *
     * @param nowMs wall time
     * @return when the next one is due, wall time; -1 when none is left
     */
    long removeDue(long nowMs) {
        // LAB 2.7 remove the files of every segment that is due; return when the next one is, or -1
        long nextMs = Long.MAX_VALUE;
        boolean anyDue = false;
        for (Waiting one : waiting) {
            if (one.dueMs() <= nowMs) {
                one.segment().delete();
                anyDue = true;
            } else {
                nextMs = Math.min(nextMs, one.dueMs());
            }
        }
        if (anyDue) {
            directory.sync();
            waiting.removeIf(one -> one.dueMs() <= nowMs);
        }
        return waiting.isEmpty() ? -1 : nextMs;
    }
}
