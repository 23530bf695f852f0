package strata.segments;

import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentsLayer;

/** Layer 2's way in. */
public final class SegmentLogLayer implements SegmentsLayer {
    @Override
    public SegmentedLog open(LogLayer log, LogContext context, SegmentedLogSpec spec) {
        return SegmentLog.open(log, context, spec);
    }
}
