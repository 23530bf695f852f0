package strata.segments;

import strata.kernel.Nullable;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.segments.SegmentedLogSpec;

/** Finds the segments of a log, and verifies those that a crash may have torn. */
final class SegmentRecovery {
    private final Segments segments = new Segments();

    private SegmentRecovery() {}

    static SegmentRecovery run(LogDirectory directory, SegmentedLogSpec.Known known) {
        throw new UnsupportedOperationException();
    }

    Segments segments() {
        return segments;
    }

    @Nullable
    PartitionLog writer() {
        return null;
    }

    Recovery outcome() {
        return new Recovery(0, 0, "");
    }

    long logStartOffset() {
        return 0;
    }

    long logEndOffset() {
        return 0;
    }

    long flushedOffset() {
        return 0;
    }
}
