package strata.sim.disk;

import java.util.Locale;

/** What a process may do to a disk. */
public enum DiskOperation {
    CREATE,
    WRITE,
    TRUNCATE,
    FLUSH,
    RENAME,
    DELETE,
    SYNC_DIRECTORY,
    /** Changes nothing: counted apart from the others, and no crash point. */
    READ;

    private final String label =
            name().toLowerCase(Locale.ROOT).replace("sync_directory", "sync-dir");

    /** As traces show it. */
    public String label() {
        return label;
    }
}
