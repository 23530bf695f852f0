package strata.sim.segments;

import java.util.List;
import strata.kernel.segments.SegmentSettings.Retention;
import strata.kernel.segments.SegmentedLog.Segment;
import strata.sim.segments.RecordList.Entry;

/** Retention, worked out from the records: by the log start, then by size, then by time. */
final class NaiveRetention {
    private final SegmentHistory history;
    private final List<Segment> segments;
    private final long upperBoundOffset;
    private int gone;

    private NaiveRetention(SegmentHistory history, List<Segment> segments, long upperBoundOffset) {
        this.history = history;
        this.segments = segments;
        this.upperBoundOffset = upperBoundOffset;
    }

    /** How many segments must go, before any has gone. */
    static int deletable(SegmentHistory history, List<Segment> segments, long upperBoundOffset) {
        return new NaiveRetention(history, segments, upperBoundOffset).count();
    }

    private int count() {
        while (mayGo() && gone < segments.size() - 1 && nextBase() <= history.startOffset) {
            gone++;
        }
        Retention retention = history.settings.retention();
        if (!retention.enabled()) {
            return gone;
        }
        if (retention.bytes() >= 0) {
            long over = left() - retention.bytes();
            while (mayGo() && over - segments.get(gone).sizeInBytes() >= 0) {
                over -= segments.get(gone).sizeInBytes();
                gone++;
            }
        }
        if (retention.ms() >= 0) {
            while (mayGo() && history.nowMs - greatestTimeMs() > retention.ms()) {
                gone++;
            }
        }
        return gone;
    }

    /** Whether the next segment holds anything at all, and nothing at or above the bound. */
    private boolean mayGo() {
        return gone < segments.size()
                && segments.get(gone).sizeInBytes() > 0
                && nextBase() <= upperBoundOffset;
    }

    private long nextBase() {
        return gone + 1 < segments.size() ? segments.get(gone + 1).baseOffset() : history.endOffset;
    }

    private long left() {
        return segments.stream().skip(gone).mapToLong(Segment::sizeInBytes).sum();
    }

    private long greatestTimeMs() {
        // Records below the log start are no longer in the model; theirs may not be the greatest.
        return history.records.between(segments.get(gone).baseOffset(), nextBase()).stream()
                .mapToLong(Entry::timestampMs)
                .max()
                .orElse(Long.MAX_VALUE);
    }
}
