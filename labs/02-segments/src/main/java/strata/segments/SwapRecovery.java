package strata.segments;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/**
 * Finishes or removes what a deletion or a compaction left half done when the process died. It
 * looks at names only, and into a file that ends in {@code .swap}. It may die in the middle itself,
 * and be run again.
 *
 * <ul>
 *   <li>{@code .deleted}: removed.
 *   <li>{@code .cleaned}: removed; no old segment was touched yet.
 *   <li>{@code .log.swap}: the new segment is whole, and durable. Old ones in its range that are
 *       still there are removed, and it takes their place.
 *   <li>An index without its log: removed.
 * </ul>
 */
final class SwapRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SwapRecovery.class);
    private static final List<String> INDEXES =
            List.of(SegmentFiles.INDEX, SegmentFiles.TIME_INDEX);
    private static final List<String> KINDS =
            List.of(SegmentFiles.LOG, SegmentFiles.INDEX, SegmentFiles.TIME_INDEX);

    private final LogDirectory directory;
    private final Storage storage;
    // The names in the directory, as they are now.
    private final List<String> names;
    private boolean changed;

    private SwapRecovery(LogDirectory directory) {
        this.directory = directory;
        this.storage = directory.storage();
        this.names = new ArrayList<>(storage.list(directory.name()));
    }

    /**
     * Sets a log's directory right.
     *
     * @return the names of the files that it has now, sorted
     */
    static List<String> run(LogDirectory directory) {
        SwapRecovery recovery = new SwapRecovery(directory);
        recovery.removeInvalidSwaps();
        recovery.removeAll(SegmentFiles.DELETED);
        recovery.removeAll(SegmentFiles.CLEANED);
        for (long baseOffset : recovery.baseOffsets(SegmentFiles.LOG + SegmentFiles.SWAP)) {
            recovery.finishSwap(baseOffset);
        }
        // What a swap had renamed of its indexes before it renamed its log.
        recovery.removeAll(SegmentFiles.SWAP);
        recovery.removeIndexesWithoutLog();
        if (recovery.changed) {
            directory.sync();
        }
        return recovery.names.stream().sorted().toList();
    }

    /** Kafka splits a segment into several: as long as one is not whole, none is. */
    private void removeInvalidSwaps() {
        List<Long> cleaned = baseOffsets(SegmentFiles.LOG + SegmentFiles.CLEANED);
        for (long swap : baseOffsets(SegmentFiles.LOG + SegmentFiles.SWAP)) {
            if (!cleaned.isEmpty() && swap >= cleaned.get(0)) {
                KINDS.forEach(kind -> remove(swap, kind + SegmentFiles.SWAP));
            }
        }
    }

    /** Puts a whole new segment in the place of what is left of the old ones. */
    private void finishSwap(long baseOffset) {
        long endOffset = endOffsetOfSwap(baseOffset);
        LOG.info("{}: finishes the swap of segment {}", directory.name(), baseOffset);
        for (long old : baseOffsets(SegmentFiles.LOG)) {
            if (old >= baseOffset && old < endOffset) {
                KINDS.forEach(kind -> remove(old, kind));
            }
        }
        // An index of an old one must not become the new one's.
        INDEXES.forEach(kind -> remove(baseOffset, kind));
        directory.sync();
        for (String kind : INDEXES) {
            rename(baseOffset, kind);
        }
        rename(baseOffset, SegmentFiles.LOG);
        directory.sync();
    }

    /**
     * The offset after the last batch of a new segment, which is also the end of what it replaces:
     * a compaction always keeps the last batch of a group, if only its header.
     */
    private long endOffsetOfSwap(long baseOffset) {
        String name = directory.fileName(baseOffset, SegmentFiles.LOG + SegmentFiles.SWAP);
        long endOffset = baseOffset + 1;
        try (StorageFile file = storage.open(name)) {
            BatchCursor cursor = new BatchCursor(file).walk(0, file.size());
            for (; cursor.hasBatch(); cursor.next()) {
                endOffset = cursor.header().nextOffset();
            }
        } catch (CorruptDataException e) {
            String why = String.valueOf(e.getMessage());
            throw new StorageException(StorageException.Kind.CORRUPT, why, e);
        }
        return endOffset;
    }

    private void removeIndexesWithoutLog() {
        TreeSet<Long> logs = new TreeSet<>(baseOffsets(SegmentFiles.LOG));
        for (String kind : INDEXES) {
            for (long baseOffset : baseOffsets(kind)) {
                if (!logs.contains(baseOffset)) {
                    remove(baseOffset, kind);
                }
            }
        }
    }

    /** Removes all files of segments that have this ending. */
    private void removeAll(String ending) {
        for (String name : List.copyOf(names)) {
            if (name.endsWith(ending) && SegmentFiles.suffixOf(name).endsWith(ending)) {
                remove(SegmentFiles.baseOffsetOf(name), SegmentFiles.suffixOf(name));
            }
        }
    }

    /** The base offsets of the files with this suffix, rising. */
    private List<Long> baseOffsets(String suffix) {
        return names.stream()
                .filter(name -> name.endsWith(suffix))
                .filter(name -> SegmentFiles.suffixOf(name).equals(suffix))
                .map(SegmentFiles::baseOffsetOf)
                .sorted()
                .toList();
    }

    private void remove(long baseOffset, String suffix) {
        if (names.remove(SegmentFiles.nameOf(baseOffset, suffix))) {
            storage.delete(directory.fileName(baseOffset, suffix));
            changed = true;
        }
    }

    private void rename(long baseOffset, String kind) {
        String swap = kind + SegmentFiles.SWAP;
        if (names.remove(SegmentFiles.nameOf(baseOffset, swap))) {
            storage.rename(
                    directory.fileName(baseOffset, swap), directory.fileName(baseOffset, kind));
            names.add(SegmentFiles.nameOf(baseOffset, kind));
            changed = true;
        }
    }
}
