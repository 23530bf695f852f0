package strata.node;

/**
 * How a node treats its disk.
 *
 * @param openFilesMax how many files are kept open, but for those that are in use all at once
 */
public record DiskSettings(int openFilesMax) {
    /** As the limits of this process have it. */
    static DiskSettings ofProcess() {
        return new DiskSettings(DescriptorLimit.filesMax());
    }
}
