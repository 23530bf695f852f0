package strata.segments;

import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.RecordFormat;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.storage.Storage;

/** What all segments of a log share: where their files are, and what they go by. */
final class LogDirectory {
    private final LogLayer layer;
    private final LogContext context;
    private final String name;
    private SegmentSettings settings;

    /**
     * @param name the directory's name in the storage, as {@code flights-0}
     */
    LogDirectory(LogLayer layer, LogContext context, String name, SegmentSettings settings) {
        this.layer = layer;
        this.context = context;
        this.name = name;
        this.settings = settings;
    }

    /** Layer 1. */
    LogLayer layer() {
        return layer;
    }

    LogContext context() {
        return context;
    }

    Storage storage() {
        return context.storage();
    }

    RecordFormat recordFormat() {
        return layer.recordFormat();
    }

    Compression compression() {
        return context.compression();
    }

    /** Its name in the storage. */
    String name() {
        return name;
    }

    /** The topic's settings, as they are now. */
    SegmentSettings settings() {
        return settings;
    }

    void configure(SegmentSettings newSettings) {
        settings = newSettings;
    }

    /**
     * A file's name in the storage.
     *
     * @param suffix as for {@link SegmentFiles#nameOf}
     */
    String fileName(long baseOffset, String suffix) {
        return name + "/" + SegmentFiles.nameOf(baseOffset, suffix);
    }

    /** Makes durable which files there are. */
    void sync() {
        storage().syncDirectory(name);
    }
}
