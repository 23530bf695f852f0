package strata.transactions.producers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * A partition's {@code .snapshot} files. A snapshot is named by the offset up to which it counts.
 * It may be lost or torn: then the one before it, and more of the log, tell the same.
 */
final class SnapshotFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final int SIZE_MAX = Integer.MAX_VALUE - 8;

    private final String directory;
    private final Storage storage;
    private final TreeSet<Long> offsets = new TreeSet<>();
    // The newest that was written, while it may have to be flushed.
    private @Nullable StorageFile written;
    private boolean isDirty;

    SnapshotFiles(String directory, Storage storage) {
        this.directory = directory;
        this.storage = storage;
    }

    /** Looks which there are. */
    void find() {
        for (String name : storage.list(directory)) {
            long offset = FileNames.offsetOf(name, FileNames.SNAPSHOT);
            if (offset >= 0) {
                offsets.add(offset);
            }
        }
    }

    /** The offsets of all that there are. */
    SortedSet<Long> offsets() {
        return offsets;
    }

    boolean has(long offset) {
        return offsets.contains(offset);
    }

    /** Writes one; flushes nothing. */
    void write(long offset, Collection<Producer> producers) {
        close();
        ByteBuffer bytes = SnapshotFormat.write(producers);
        StorageFile file = storage.open(name(offset));
        // A torn one may be there.
        file.truncate(0);
        file.write(bytes, 0);
        offsets.add(offset);
        written = file;
        isDirty = true;
    }

    /** What is known by a snapshot, and up to where. */
    record Loaded(long offset, List<Producer> producers) {}

    /**
     * The newest that can be used. Those that cannot be read are deleted on the way.
     *
     * @param upTo none above it
     * @return null for none
     */
    @Nullable
    Loaded newest(long upTo) {
        throw Todo.step(
                "5.3",
                "the highest offset that is not above the bound; a bad file goes, then the next");
    }

    private ByteBuffer bytes(long offset) {
        try (StorageFile file = storage.open(name(offset))) {
            if (file.size() > SIZE_MAX) {
                throw new CorruptDataException("it has " + file.size() + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.flip();
        }
    }

    /**
     * Deletes those above an offset, and those at which no segment begins, but for one in the
     * newest segment: a clean stop has written it.
     *
     * @param segments the offsets at which they begin
     */
    void retain(long upTo, NavigableSet<Long> segments) {
        List<Long> above = new ArrayList<>(offsets.tailSet(upTo, false));
        above.forEach(this::delete);
        for (long offset : new ArrayList<>(offsets)) {
            boolean isLatest = offset == offsets.last() && offset > segments.last();
            if (!isLatest && !segments.contains(offset)) {
                delete(offset);
            }
        }
        if (!above.isEmpty()) {
            // They tell of records that are not there any more. A power cut must not bring them
            // back when others have taken those offsets.
            storage.syncDirectory(directory);
        }
    }

    void deleteAll() {
        new ArrayList<>(offsets).forEach(this::delete);
        storage.syncDirectory(directory);
    }

    private void delete(long offset) {
        close();
        storage.delete(name(offset));
        offsets.remove(offset);
    }

    private String name(long offset) {
        return FileNames.of(directory, offset, FileNames.SNAPSHOT);
    }

    /** The file that was written and not flushed, if any, goes to a list; it counts as clean. */
    void takeDirty(List<StorageFile> files) {
        if (isDirty && written != null) {
            files.add(written);
            isDirty = false;
        }
    }

    void close() {
        if (written != null) {
            written.close();
            written = null;
            isDirty = false;
        }
    }
}
