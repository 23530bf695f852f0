package strata.kernel.segments;

import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;

/**
 * Layer 2's way in; its provider has a public constructor without parameters and is named by the
 * resource {@code META-INF/strata/segments}.
 */
public interface SegmentsLayer {
    /**
     * Opens a partition's log, creating it when missing, and recovers it.
     *
     * <p>After a clean stop nothing is scanned, and no file but the newest segment's is opened.
     * Otherwise the segments that hold offsets at or above the recovery point are verified from
     * their start, by layer 1, and their indexes are made anew; after the first that is cut, all
     * later ones are deleted: what is left is an unbroken prefix of what was appended. Files that a
     * roll, a deletion or a compaction left half done are finished or removed. Files that are none
     * of a log's are left alone, with a warning that names them.
     *
     * @param log layer 1, for the newest segment, for recovery, and for records
     * @throws strata.kernel.storage.StorageException of kind {@code CORRUPT} when a batch below the
     *     recovery point is found bad or missing; nothing is cut or deleted then
     */
    SegmentedLog open(LogLayer log, LogContext context, SegmentedLogSpec spec);
}
