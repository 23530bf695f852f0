package strata.log;

import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.RecordFormat;

/** Layer 1's way in: a partition's log is one file that only grows. */
public final class AppendLogLayer implements LogLayer {
    private final RecordFormat format = new BatchFormat();

    @Override
    public RecordFormat recordFormat() {
        return format;
    }

    @Override
    public PartitionLog open(LogContext context, LogSpec spec) {
        return AppendLog.open(context, spec);
    }
}
