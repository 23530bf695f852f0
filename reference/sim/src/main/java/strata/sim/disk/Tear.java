package strata.sim.disk;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.sim.SeededRandom;

/**
 * What a loss of power leaves of one file's unflushed changes. Either of:
 *
 * <ul>
 *   <li>nothing of them;
 *   <li>all of them;
 *   <li>the first of them, the last one cut anywhere;
 *   <li>any of their sectors of {@value #SECTOR_BYTES} bytes, each as it was at any moment since
 *       the last flush; and the size apart from that, which may have grown further than the bytes.
 * </ul>
 *
 * <p>In the last case bytes within the size that never reached the disk are as before, or zero
 * where there were none: a file may end in zeros, or have a hole in the middle. A write may have
 * reached the disk though a truncation before it did not, and then stands among the old bytes: who
 * cuts a file and writes on flushes in between.
 */
final class Tear {
    static final int SECTOR_BYTES = 512;

    private final SeededRandom chance;
    private final List<Change> changes;
    private byte[] bytes;
    private int size;

    /**
     * @param durable the file as last flushed; the tear owns it
     * @param changes since then, at least one
     */
    Tear(byte[] durable, List<Change> changes, SeededRandom chance) {
        this.bytes = durable;
        this.size = durable.length;
        this.changes = changes;
        this.chance = chance;
    }

    /** The file's bytes after the crash. */
    byte[] survivors() {
        switch (chance.nextInt(8)) {
            case 0 -> {}
            case 1 -> changes.forEach(change -> applyFirst(change, Integer.MAX_VALUE));
            case 2, 3, 4 -> applyPrefix();
            default -> applySectors();
        }
        return Arrays.copyOf(bytes, size);
    }

    private void applyPrefix() {
        int whole = chance.nextInt(changes.size());
        for (int i = 0; i < whole; i++) {
            applyFirst(changes.get(i), Integer.MAX_VALUE);
        }
        applyFirst(changes.get(whole), chance.nextInt(sizeOf(changes.get(whole)) + 1));
    }

    private void applySectors() {
        int sizeBefore = size;
        Map<Integer, Integer> versions = versionsKept();
        for (Change change : changes) {
            switch (change) {
                case Change.Write write -> applySectorsOf(write, versions);
                case Change.Truncate cut -> {
                    if (chance.chance(50)) {
                        applyFirst(cut, Integer.MAX_VALUE);
                        sizeBefore = Math.min(sizeBefore, size);
                    }
                }
            }
        }
        if (size > sizeBefore && chance.chance(50)) {
            size = (int) chance.between(sizeBefore, size);
        }
    }

    /** How many of the writes that touch each sector are in the version that reached the disk. */
    private Map<Integer, Integer> versionsKept() {
        Map<Integer, Integer> touched = new TreeMap<>();
        for (Change change : changes) {
            if (change instanceof Change.Write write) {
                for (int sector = first(write); sector <= last(write); sector++) {
                    touched.merge(sector, 1, Integer::sum);
                }
            }
        }
        touched.replaceAll((sector, count) -> chance.nextInt(count + 1));
        return touched;
    }

    private void applySectorsOf(Change.Write write, Map<Integer, Integer> versions) {
        grow(write.end());
        for (int sector = first(write); sector <= last(write); sector++) {
            int left = versions.getOrDefault(sector, 0);
            if (left > 0) {
                versions.put(sector, left - 1);
                int from = Math.max(write.position(), sector * SECTOR_BYTES);
                int to = Math.min(write.end(), (sector + 1) * SECTOR_BYTES);
                System.arraycopy(write.bytes(), from - write.position(), bytes, from, to - from);
            }
        }
        size = Math.max(size, write.end());
    }

    private void applyFirst(Change change, int count) {
        switch (change) {
            case Change.Write write -> {
                int kept = Math.min(count, write.bytes().length);
                grow(write.position() + kept);
                System.arraycopy(write.bytes(), 0, bytes, write.position(), kept);
                size = Math.max(size, write.position() + kept);
            }
            case Change.Truncate cut -> {
                if (cut.size() < size) {
                    Arrays.fill(bytes, cut.size(), size, (byte) 0);
                    size = cut.size();
                }
            }
        }
    }

    private void grow(int wanted) {
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(wanted, 2 * bytes.length));
        }
    }

    private static int sizeOf(Change change) {
        return change instanceof Change.Write write ? write.bytes().length : 0;
    }

    private static int first(Change.Write write) {
        return write.position() / SECTOR_BYTES;
    }

    private static int last(Change.Write write) {
        return (write.end() - 1) / SECTOR_BYTES;
    }
}
