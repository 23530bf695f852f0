package strata.sim.disk;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import strata.sim.SeededRandom;

/**
 * What a loss of power leaves of one file's unflushed changes.
 *
 * <p>Possible: nothing of them; all; the first bytes of them, cut anywhere; or any of their sectors
 * of {@value #SECTOR_BYTES} bytes, each as it was at any moment since the last flush, while the size
 * has grown or not. Bytes within the size that never reached the disk are as before, or zero where
 * there were none: such a file may end in zeros, or have a hole in the middle.
 *
 * <p>Not possible: that a write survives which came after a truncation that did not. File systems
 * order what changes a file's extent, so a truncation need not be flushed for its own sake.
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
        // A truncation survives with all before it; only then may what came after it.
        int end = chance.nextInt(changes.size()) + 1;
        int sizeBefore = size;
        int lastTruncation = -1;
        for (int i = 0; i < end; i++) {
            if (changes.get(i) instanceof Change.Truncate) {
                lastTruncation = i;
            }
        }
        TreeMap<Integer, Integer> versions = versionsKept(end);
        for (int i = 0; i < end; i++) {
            switch (changes.get(i)) {
                case Change.Write write -> applySectorsOf(write, versions);
                case Change.Truncate cut -> applyFirst(cut, Integer.MAX_VALUE);
            }
            if (i == lastTruncation) {
                sizeBefore = size;
            }
        }
        // The size reaches the disk apart from the bytes: anything from the old to the new.
        if (size > sizeBefore) {
            int kept = (int) chance.between(sizeBefore, size);
            size = chance.chance(50) ? size : kept;
        }
    }

    /** How many of the writes that touch each sector are in the version that reached the disk. */
    private TreeMap<Integer, Integer> versionsKept(int end) {
        TreeMap<Integer, Integer> touched = new TreeMap<>();
        for (int i = 0; i < end; i++) {
            if (changes.get(i) instanceof Change.Write write) {
                for (int sector = first(write); sector <= last(write); sector++) {
                    touched.merge(sector, 1, Integer::sum);
                }
            }
        }
        touched.replaceAll((sector, count) -> chance.nextInt(count + 1));
        return touched;
    }

    private void applySectorsOf(Change.Write write, TreeMap<Integer, Integer> versions) {
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
