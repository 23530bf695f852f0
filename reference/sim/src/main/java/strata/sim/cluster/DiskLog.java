package strata.sim.cluster;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.sim.disk.DiskAction;
import strata.sim.disk.SimDisk;

/**
 * The batches of a partition's log as they are on a node's disk, read as they come: each byte once,
 * and all anew after a cut.
 */
final class DiskLog {
    private static final String SUFFIX = ".log";

    private final SimDisk disk;
    private final String directory;
    private final TreeMap<Long, Batch> batches = new TreeMap<>();
    // How far each file has been read.
    private final Map<String, Long> parsed = new LinkedHashMap<>();
    // Files that may have grown since the last look.
    private final Set<String> touched = new LinkedHashSet<>();
    // Files were cut, deleted or renamed: nothing that was read counts any more. True as well
    // before the first look.
    private boolean stale = true;
    // Something was done here since the last look.
    private boolean dirty = true;
    // Counts how often it was read anew.
    private int versions;

    /** A batch, without its records: its checksum stands for them. */
    record Batch(long base, long last, int epoch, long crc) {
        @Override
        public String toString() {
            return "offsets "
                    + base
                    + " to "
                    + last
                    + " of epoch "
                    + epoch
                    + " (CRC "
                    + Long.toHexString(crc)
                    + ")";
        }
    }

    DiskLog(SimDisk disk, String directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** The process is about to do something to a file here. */
    void sees(DiskAction action) {
        String name = action.name();
        switch (action.kind()) {
            case WRITE, TRUNCATE -> {
                if (name.endsWith(SUFFIX)) {
                    dirty = true;
                    touched.add(name);
                    Long read = parsed.get(name);
                    stale |= read != null && action.position() < read;
                }
            }
            case DELETE, RENAME -> {
                if (isOfLogs(name)) {
                    dirty = true;
                    stale = true;
                }
            }
            default -> {}
        }
    }

    /** Whether it is about files of records, or a whole directory; not about what is beside. */
    private static boolean isOfLogs(String name) {
        return name.contains(SUFFIX) || name.indexOf('/') < 0;
    }

    /** The machine has crashed: the disk may hold something else. */
    void crashed() {
        dirty = true;
        stale = true;
    }

    /** Whether something was done here since the last look. */
    boolean isDirty() {
        return dirty;
    }

    /** Another number each time when what was known before no longer counts. */
    int version() {
        catchUp();
        return versions;
    }

    /** The batches that begin at an offset or later, and the one around it. */
    SortedMap<Long, Batch> from(long offset) {
        catchUp();
        Map.Entry<Long, Batch> around = batches.floorEntry(offset);
        return batches.tailMap(around == null ? offset : around.getKey(), true);
    }

    /** The batch that begins at an offset; null when none does. */
    @Nullable
    Batch at(long base) {
        catchUp();
        return batches.get(base);
    }

    /** Where the first batch begins; {@code Long.MAX_VALUE} when there is none. */
    long start() {
        catchUp();
        return batches.isEmpty() ? Long.MAX_VALUE : batches.firstKey();
    }

    /** Where the last batch ends; 0 when there is none. */
    long end() {
        catchUp();
        return batches.isEmpty() ? 0 : batches.lastEntry().getValue().last() + 1;
    }

    /** The last batch; null when there is none. Who waits for something new still sees it. */
    @Nullable
    Batch last() {
        boolean wasDirty = dirty;
        catchUp();
        dirty = wasDirty;
        return batches.isEmpty() ? null : batches.lastEntry().getValue();
    }

    private void catchUp() {
        if (!dirty) {
            return;
        }
        dirty = false;
        if (stale) {
            stale = false;
            versions++;
            batches.clear();
            parsed.clear();
            touched.addAll(disk.fileNamesIn(directory));
            touched.removeIf(file -> !file.endsWith(SUFFIX));
        }
        for (String file : touched) {
            long size = disk.sizeOf(file);
            long read = parsed.getOrDefault(file, 0L);
            if (read < size) {
                parsed.put(file, parse(file, read, size));
            }
        }
        touched.clear();
    }

    private long parse(String file, long from, long size) {
        ByteBuffer bytes = ByteBuffer.allocate((int) (size - from));
        disk.look(file, bytes, from);
        bytes.flip();
        int position = 0;
        while (position + BatchHeader.SIZE <= bytes.limit()) {
            BatchHeader header = BatchHeader.at(bytes, position);
            int length = header.sizeInBytes();
            if (length < BatchHeader.SIZE || position + length > bytes.limit()) {
                break;
            }
            Batch batch =
                    new Batch(
                            header.baseOffset(),
                            header.lastOffset(),
                            header.partitionLeaderEpoch(),
                            header.crc());
            batches.put(batch.base(), batch);
            position += length;
        }
        return from + position;
    }

    @Override
    public String toString() {
        return Objects.toString(directory);
    }
}
