package strata.node;

/**
 * How a node treats its disk. Kafka has no such keys.
 *
 * @param openFilesMax {@code strata.open.files.max}: how many files are kept open; 0 for half of
 *     what the process may open
 */
public record DiskSettings(int openFilesMax) {
    /** What {@link NodeConfig} takes for keys that are not set. */
    public static final DiskSettings DEFAULTS = new DiskSettings(0);

    /** How many files are kept open. */
    int openFiles() {
        return openFilesMax == 0 ? DescriptorLimit.filesMax() : openFilesMax;
    }
}
