package strata.transactions.producers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.storage.Storage;
import strata.kernel.transactions.AbortedTransaction;

/**
 * The aborted transactions of a partition, in the files of its segments.
 *
 * <p>Invariant: an entry is in the file of the segment that holds its marker, so the entries of all
 * files in the order of the segments are in the order of their markers.
 */
final class AbortedIndex {
    private final String directory;
    private final Storage storage;
    // By the base offsets of their segments; those that have entries.
    private final TreeMap<Long, AbortedFile> files = new TreeMap<>();
    // What there was before the log was opened, by the base offsets of the files.
    private final TreeMap<Long, List<AbortedTransaction>> found = new TreeMap<>();

    AbortedIndex(String directory, Storage storage) {
        this.directory = directory;
        this.storage = storage;
    }

    /**
     * Reads what there is before the log is opened: that may remove the files of segments that a
     * compaction has replaced, when the node ended in the middle of it.
     */
    void find() {
        for (String name : storage.list(directory)) {
            long baseOffset = FileNames.offsetOf(name, FileNames.ABORTED);
            if (baseOffset >= 0) {
                AbortedFile file = new AbortedFile(storage, directory, baseOffset);
                file.open();
                found.put(baseOffset, file.entries());
                file.close();
            }
        }
    }

    /**
     * Begins with the segments that there are now, and with what was found.
     *
     * @param below only files of segments that begin below it are believed, and of them entries
     *     whose markers are; the others will be added again
     */
    void begin(NavigableSet<Long> segments, long below) {
        for (String name : storage.list(directory)) {
            long baseOffset = FileNames.offsetOf(name, FileNames.ABORTED);
            if (baseOffset >= 0) {
                AbortedFile file = new AbortedFile(storage, directory, baseOffset);
                file.open();
                files.put(baseOffset, file);
            }
        }
        TreeMap<Long, AbortedTransaction> believed = new TreeMap<>();
        for (List<AbortedTransaction> entries : found.headMap(below, false).values()) {
            for (AbortedTransaction entry : entries) {
                if (entry.lastOffset() < below) {
                    believed.put(entry.lastOffset(), entry);
                }
            }
        }
        found.clear();
        settle(segments, believed);
    }

    /** The segments are others now: their files have what they hold. */
    void rehome(NavigableSet<Long> segments) {
        // LAB 5.6 an entry belongs to the segment that holds its marker; without one it goes
        boolean isAsBefore = segments.containsAll(files.keySet());
        if (isAsBefore) {
            return;
        }
        TreeMap<Long, AbortedTransaction> all = new TreeMap<>();
        for (AbortedFile file : files.values()) {
            file.entries().forEach(entry -> all.put(entry.lastOffset(), entry));
        }
        settle(segments, all);
    }

    /** Makes the files hold these entries, each that of its segment. */
    private void settle(NavigableSet<Long> segments, SortedMap<Long, AbortedTransaction> entries) {
        TreeMap<Long, List<AbortedTransaction>> homes = new TreeMap<>();
        for (AbortedTransaction entry : entries.values()) {
            Long segment = segments.floor(entry.lastOffset());
            if (segment != null) {
                homes.computeIfAbsent(segment, any -> new ArrayList<>()).add(entry);
            }
        }
        // What is taken over stands before anything goes.
        homes.forEach(
                (segment, those) -> {
                    AbortedFile file = fileOf(segment);
                    if (!file.entries().equals(those)) {
                        file.replace(those);
                    }
                });
        storage.syncDirectory(directory);
        files.entrySet()
                .removeIf(
                        each -> {
                            if (homes.containsKey(each.getKey())) {
                                return false;
                            }
                            each.getValue().delete();
                            return true;
                        });
    }

    private AbortedFile fileOf(long segment) {
        return files.computeIfAbsent(segment, base -> new AbortedFile(storage, directory, base));
    }

    /**
     * Adds a transaction; one whose marker is not above all that are there is there already.
     *
     * @param segment the base offset of the segment that holds its marker
     */
    void add(long segment, AbortedTransaction aborted) {
        // LAB 5.6 to the file of the marker's segment; what is there already is passed over
        if (aborted.lastOffset() <= lastOffset()) {
            return;
        }
        fileOf(segment).add(aborted);
    }

    /** Of the last marker; -1 for none. */
    long lastOffset() {
        Map.Entry<Long, AbortedFile> last = files.lastEntry();
        return last == null ? -1L : last.getValue().lastOffset();
    }

    /**
     * The transactions whose marker is not below the first, and whose first record is below the
     * second offset.
     */
    List<AbortedTransaction> search(long fetchOffset, long upperBoundOffset) {
        // LAB 5.6 from the segment of the offset on; an entry whose LSO reaches the bound ends it
        List<AbortedTransaction> concerned = new ArrayList<>();
        Long first = files.floorKey(fetchOffset);
        for (AbortedFile file : files.tailMap(first == null ? 0L : first, true).values()) {
            boolean goesOn =
                    file.walk(
                            entry -> {
                                if (entry.lastOffset() >= fetchOffset
                                        && entry.firstOffset() < upperBoundOffset) {
                                    concerned.add(entry);
                                }
                                return entry.lastStableOffset() < upperBoundOffset;
                            });
            if (!goesOn) {
                break;
            }
        }
        return concerned;
    }

    /** The log ends at an offset now: what it held above it is gone. */
    void truncateTo(long offset) {
        // LAB 5.6 no entry whose marker is at or above the log end is left
        files.values().forEach(file -> file.truncateTo(offset));
        if (files.values().removeIf(AbortedFile::isEmpty)) {
            // Else a power cut would bring back what a later flush has made look durable.
            storage.syncDirectory(directory);
        }
    }

    /** What is written and not known to be durable goes to a list. */
    void unflushed(List<AbortedFile.Unflushed> unflushed) {
        for (AbortedFile file : files.values()) {
            file.unflushed(unflushed);
        }
    }

    void close() {
        files.values().forEach(AbortedFile::close);
        files.clear();
    }
}
