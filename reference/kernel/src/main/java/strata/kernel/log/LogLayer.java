package strata.kernel.log;

/**
 * Layer 1's way in; its provider has a public constructor without parameters and is named by the
 * resource {@code META-INF/strata/log}.
 */
public interface LogLayer {
    /** Building, checking and reading record batches. */
    RecordFormat recordFormat();

    /**
     * Opens a partition's log, creating it when missing, and recovers it: every batch is verified
     * from the start, and the file is cut after the last good batch before the first that is torn
     * or corrupt. A good batch before that point is never cut; what is left is an unbroken prefix
     * of what was appended. What {@link LogSpec#trusted} covers is believed instead. The name of a
     * file that it creates is durable when this returns.
     *
     * @throws strata.kernel.storage.StorageException of kind {@code CORRUPT} when a batch below
     *     {@link LogSpec#recoveryPoint} is bad or missing: it was durable once, so this is no torn
     *     tail. No byte is changed then; where the file itself is missing, an empty one may be left
     */
    PartitionLog open(LogContext context, LogSpec spec);
}
