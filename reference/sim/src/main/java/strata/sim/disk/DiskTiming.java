package strata.sim.disk;

import strata.sim.SeededRandom;

/**
 * How long a disk takes, in virtual microseconds: a solid-state disk behind a page cache.
 *
 * @param cachedUs an operation that only touches the page cache
 * @param bytesPerUs how many bytes are copied in a microsecond
 * @param flushMinUs the shortest flush
 * @param flushMaxUs the longest
 */
public record DiskTiming(int cachedUs, int bytesPerUs, int flushMinUs, int flushMaxUs) {
    /** What scenarios use unless they say otherwise. */
    public static final DiskTiming DEFAULT = new DiskTiming(5, 1000, 300, 2500);

    long costUs(DiskOperation kind, int bytes, SeededRandom chance) {
        return switch (kind) {
            case FLUSH, SYNC_DIRECTORY -> chance.between(flushMinUs, flushMaxUs);
            case CREATE, RENAME, DELETE -> 4L * cachedUs;
            case READ, WRITE, TRUNCATE -> cachedUs + bytes / bytesPerUs;
        };
    }
}
