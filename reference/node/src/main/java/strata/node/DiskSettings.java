package strata.node;

/**
 * How a node treats its disk.
 *
 * @param openFilesMax how many files are kept open, but for those that are in use all at once
 * @param warmSeconds for how long what was written or read is taken to be in memory; negative: not
 *     at all
 */
public record DiskSettings(int openFilesMax, int warmSeconds) {
    // Short beside the time that the system keeps what was just used, long beside the pace of a
    // consumer that follows a producer.
    private static final int WARM_SECONDS = 5;

    /** As the limits of this process have it. */
    static DiskSettings ofProcess() {
        return new DiskSettings(DescriptorLimit.filesMax(), WARM_SECONDS);
    }
}
