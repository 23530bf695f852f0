package strata.broker;

import java.util.Locale;
import strata.kernel.Clock;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.TopicPartition;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.segments.SegmentsLayer;
import strata.kernel.storage.StorageException;

/** Opens partitions' logs on the layers that are present: in segments, or in one file each. */
final class LogOpener {
    private static final String LOG_SUFFIX = ".log";
    // What a compaction that is not over leaves of a segment.
    private static final String SWAP_SUFFIX = ".log.swap";
    private static final String FIRST_FILE = String.format(Locale.ROOT, "%020d.log", 0);

    private final LogLayer log;
    private final @Nullable SegmentsLayer segments;
    private final LogContext context;
    private final RandomSource jitter;
    private final Clock clock;

    /**
     * @param jitter for the times at which segments are rolled
     */
    LogOpener(Layers layers, LogContext context, RandomSource jitter, Clock clock) {
        this.log = layers.log();
        this.segments = layers.segments();
        this.context = context;
        this.jitter = jitter;
        this.clock = clock;
    }

    /** Whether logs are in segments, with indexes. */
    boolean hasSegments() {
        return segments != null;
    }

    /**
     * Opens a partition's log.
     *
     * @throws StorageException when only layer 1 is there, and the log is one that only layer 2 can
     *     read
     */
    PartitionLog open(TopicPartition name, SegmentSettings settings, Known known) {
        String directory = name.toString();
        if (segments != null) {
            return segments.open(
                    log,
                    context,
                    new SegmentedLogSpec(
                            directory, settings, known, jitter.fork(directory), clock.wallMs()));
        }
        requireOneFile(directory);
        if (known.logStartOffset() > 0) {
            throw needsSegments(
                    directory,
                    "its records below offset " + known.logStartOffset() + " were deleted");
        }
        return log.open(context, LogSpec.of(directory));
    }

    private void requireOneFile(String directory) {
        for (String file : context.storage().list(directory)) {
            boolean ofALog = file.endsWith(LOG_SUFFIX) || file.endsWith(SWAP_SUFFIX);
            if (ofALog && !file.equals(FIRST_FILE)) {
                throw needsSegments(directory, "it has a file " + file);
            }
        }
    }

    private static StorageException needsSegments(String directory, String why) {
        return new StorageException(
                StorageException.Kind.ACCESS,
                directory
                        + " needs layer 2 (segments), which is not there: "
                        + why
                        + ". Layer 1 alone reads a log of one file");
    }
}
