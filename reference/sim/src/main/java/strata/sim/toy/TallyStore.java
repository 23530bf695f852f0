package strata.sim.toy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import strata.kernel.Check;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;
import strata.kernel.storage.StorageFile;

/**
 * The toy's values on disk: a checkpoint of the first ones, and a journal of those since.
 *
 * <p>An entry of the journal is CRC-32C (i32, over all that follows), size (i32), offset (i64) and
 * the value; the checkpoint is CRC-32C (i32), count (i32), and of each value its size and bytes.
 * Invariant: checkpoint, then the entries at and above its count, give all values in order.
 */
final class TallyStore {
    private static final String DIRECTORY = "tally";
    private static final String JOURNAL = "tally/journal";
    private static final String CHECKPOINT = "tally/checkpoint";
    private static final String TEMPORARY = "tally/checkpoint.tmp";
    private static final int ENTRY_HEADER_BYTES = 16;
    private static final int VALUE_BYTES_MAX = 1 << 20;

    private final Storage storage;
    private final Set<ToyBug> bugs;
    private final List<byte[]> values = new ArrayList<>();
    private final StorageFile journal;
    // Where the next entry goes: the end of the last good one.
    private long journalEnd;
    private int journalEntries;
    private long nextOffset;

    /** Recovers what is stored. */
    TallyStore(Storage storage, Set<ToyBug> bugs) {
        this.storage = storage;
        this.bugs = bugs;
        if (storage.exists(CHECKPOINT)) {
            readCheckpoint();
        }
        storage.delete(TEMPORARY);
        journal = storage.open(JOURNAL);
        replayJournal();
        storage.syncDirectory(DIRECTORY);
        storage.syncDirectory("");
        nextOffset = bugs.contains(ToyBug.WRONG_OFFSET) ? journalEntries : values.size();
    }

    /** All values; the index of each is its offset. */
    List<byte[]> values() {
        return values;
    }

    StorageFile journal() {
        return journal;
    }

    int journalEntries() {
        return journalEntries;
    }

    /**
     * Appends values, all in one write.
     *
     * @return the offset of the first
     */
    long append(List<byte[]> added) {
        long first = nextOffset;
        remember(added);
        write(first, added);
        return first;
    }

    /** The values are readable, though not stored yet. */
    void remember(List<byte[]> added) {
        values.addAll(added);
        nextOffset += added.size();
    }

    /** Stores values that have their offsets already. */
    void write(long first, List<byte[]> added) {
        int size = added.stream().mapToInt(value -> ENTRY_HEADER_BYTES + value.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (int i = 0; i < added.size(); i++) {
            int start = bytes.position();
            byte[] value = added.get(i);
            bytes.putInt(0).putInt(value.length).putLong(first + i).put(value);
            bytes.putInt(start, checksum(bytes, start, value.length));
        }
        journal.write(bytes.flip(), journalEnd);
        journalEnd += size;
        journalEntries += added.size();
    }

    /** Stores all values in a new checkpoint, durable before the journal is emptied. */
    void checkpoint() {
        if (bugs.contains(ToyBug.CUTS_JOURNAL_FIRST)) {
            emptyJournal();
        }
        String name = bugs.contains(ToyBug.CHECKPOINT_IN_PLACE) ? CHECKPOINT : TEMPORARY;
        try (StorageFile file = storage.open(name)) {
            file.truncate(0);
            file.write(checkpointBytes(), 0);
            if (!bugs.contains(ToyBug.CHECKPOINT_NOT_FLUSHED)) {
                file.flush();
            }
        }
        if (!bugs.contains(ToyBug.CHECKPOINT_IN_PLACE)) {
            storage.rename(TEMPORARY, CHECKPOINT);
        }
        if (!bugs.contains(ToyBug.NO_DIRECTORY_SYNC)) {
            storage.syncDirectory(DIRECTORY);
        }
        emptyJournal();
    }

    private void emptyJournal() {
        journal.truncate(0);
        journalEnd = 0;
        journalEntries = 0;
    }

    private ByteBuffer checkpointBytes() {
        int size = 8 + values.stream().mapToInt(value -> 4 + value.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size).putInt(0).putInt(values.size());
        values.forEach(value -> bytes.putInt(value.length).put(value));
        return bytes.flip().putInt(0, crcOf(bytes, 4, size - 4));
    }

    private void readCheckpoint() {
        ByteBuffer bytes;
        try (StorageFile file = storage.open(CHECKPOINT)) {
            bytes = wholeOf(file);
        }
        // It was whole and durable before it got its name, so this is no torn write.
        if (bytes.limit() < 8 || bytes.getInt(0) != crcOf(bytes, 4, bytes.limit() - 4)) {
            throw new StorageException(Kind.CORRUPT, "the checkpoint's checksum is wrong");
        }
        bytes.position(4);
        int count = bytes.getInt();
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[bytes.getInt()];
            bytes.get(value);
            values.add(value);
        }
    }

    private void replayJournal() {
        ByteBuffer bytes = wholeOf(journal);
        int position = 0;
        while (isGood(bytes, position)) {
            int size = bytes.getInt(position + 4);
            long offset = bytes.getLong(position + 8);
            if (offset > values.size() && !bugs.contains(ToyBug.WRONG_OFFSET)) {
                break;
            }
            if (offset == values.size() || bugs.contains(ToyBug.REPLAYS_TWICE)) {
                byte[] value = new byte[size];
                int present = Math.min(size, bytes.limit() - position - ENTRY_HEADER_BYTES);
                bytes.get(position + ENTRY_HEADER_BYTES, value, 0, present);
                values.add(value);
            }
            journalEntries++;
            position = Math.min(position + ENTRY_HEADER_BYTES + size, bytes.limit());
        }
        journalEnd = position;
        if (position < bytes.limit()) {
            if (bugs.contains(ToyBug.STOPS_TOO_LATE)) {
                journalEnd = bytes.limit();
            } else {
                journal.truncate(position);
            }
        }
    }

    private boolean isGood(ByteBuffer bytes, int position) {
        if (position + ENTRY_HEADER_BYTES > bytes.limit()) {
            return false;
        }
        int size = bytes.getInt(position + 4);
        if (size < 0 || size > VALUE_BYTES_MAX) {
            return false;
        }
        if (bugs.contains(ToyBug.NO_CHECKSUM)) {
            return size > 0;
        }
        int end = position + ENTRY_HEADER_BYTES + size;
        boolean ends =
                bugs.contains(ToyBug.STOPS_TOO_EARLY) ? end >= bytes.limit() : end > bytes.limit();
        if (ends && !bugs.contains(ToyBug.HEADER_CHECKSUM)) {
            return false;
        }
        return bytes.getInt(position) == checksum(bytes, position, size);
    }

    private int checksum(ByteBuffer bytes, int start, int size) {
        int covered = bugs.contains(ToyBug.HEADER_CHECKSUM) ? 0 : size;
        return crcOf(bytes, start + 4, ENTRY_HEADER_BYTES - 4 + covered);
    }

    private static int crcOf(ByteBuffer bytes, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, count));
        return (int) crc.getValue();
    }

    private static ByteBuffer wholeOf(StorageFile file) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
        int read = file.read(bytes, 0);
        Check.that(read == bytes.limit(), "read %s of %s bytes", read, bytes.limit());
        return bytes.flip();
    }
}
