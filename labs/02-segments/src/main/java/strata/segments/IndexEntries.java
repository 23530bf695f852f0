package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;

/**
 * A row of entries of the same size: in a buffer that grows while the index does, or in the file
 * that it was written to. Of a file one block is kept in memory: a search reads a few blocks, and
 * the next search near by often none.
 */
final class IndexEntries {
    private static final int FIRST_ENTRIES = 16;
    private static final int BLOCK_BYTES = 4096;

    private final int entryBytes;
    // The entries, in memory: from 0 to the position. With a file: a block of its entries.
    private ByteBuffer buffer;
    private final @Nullable StorageFile file;
    private int count;
    // With a file: which entries the block holds, from the first one to before the end.
    private int blockFirst;
    private int blockEnd;

    private IndexEntries(int entryBytes, ByteBuffer buffer, @Nullable StorageFile file) {
        this.entryBytes = entryBytes;
        this.buffer = buffer;
        this.file = file;
    }

    /** An empty row in memory. */
    static IndexEntries inMemory(int entryBytes) {
        // Most logs of a node get few entries, so the buffer starts small.
        return new IndexEntries(entryBytes, ByteBuffer.allocate(FIRST_ENTRIES * entryBytes), null);
    }

    /**
     * The row in a file.
     *
     * @throws CorruptDataException when it is no whole number of entries
     */
    static IndexEntries inFile(int entryBytes, StorageFile file) {
        long size = file.size();
        if (size % entryBytes != 0 || size > Integer.MAX_VALUE) {
            throw new CorruptDataException(
                    file.name() + " has " + size + " bytes, no multiple of " + entryBytes);
        }
        int count = (int) (size / entryBytes);
        int blockBytes = Math.min(count, BLOCK_BYTES / entryBytes) * entryBytes;
        IndexEntries entries = new IndexEntries(entryBytes, ByteBuffer.allocate(blockBytes), file);
        entries.count = count;
        return entries;
    }

    /** How many entries. */
    int count() {
        return count;
    }

    /** Whether one more entry would make the index larger than it may be. */
    boolean isFull(int maxIndexBytes) {
        return count >= maxIndexBytes / entryBytes;
    }

    /** A long at a place inside an entry. */
    long getLong(int slot, int at) {
        return buffer.getLong(placeOf(slot) + at);
    }

    /** An int at a place inside an entry. */
    int getInt(int slot, int at) {
        return buffer.getInt(placeOf(slot) + at);
    }

    /** Where an entry is in the buffer. */
    private int placeOf(int slot) {
        if (file == null) {
            return slot * entryBytes;
        }
        if (slot < blockFirst || slot >= blockEnd) {
            readBlockOf(file, slot);
        }
        return (slot - blockFirst) * entryBytes;
    }

    private void readBlockOf(StorageFile from, int slot) {
        int entriesPerBlock = buffer.capacity() / entryBytes;
        int first = slot - slot % entriesPerBlock;
        blockEnd = blockFirst;
        int bytes = from.read(buffer.clear(), (long) first * entryBytes);
        blockFirst = first;
        blockEnd = first + bytes / entryBytes;
        if (slot >= blockEnd) {
            throw new CorruptDataException(from.name() + " ends before entry " + slot);
        }
    }

    /** Room for one more entry behind the last; the caller puts all its bytes. */
    ByteBuffer add() {
        Check.that(file == null, "an index in a file does not grow");
        if (buffer.remaining() < entryBytes) {
            ByteBuffer larger = ByteBuffer.allocate(2 * buffer.capacity());
            buffer = larger.put(buffer.flip());
        }
        count++;
        return buffer;
    }

    /** Drops all entries from a slot on. */
    void truncateTo(int newCount) {
        Check.that(file == null, "an index in a file is not cut");
        Check.that(newCount <= count, "%s > %s", newCount, count);
        buffer.position(newCount * entryBytes);
        count = newCount;
    }

    /** Makes a file hold these entries, and nothing else. */
    void writeTo(StorageFile target) {
        Check.that(file == null, "an index is written from memory");
        target.truncate(0);
        if (count > 0) {
            target.write(buffer.duplicate().flip(), 0);
        }
    }

    /** The same entries in memory, so that more can be added. */
    IndexEntries copyInMemory() {
        ByteBuffer copy = ByteBuffer.allocate(Math.max(count, FIRST_ENTRIES) * entryBytes);
        if (file == null) {
            copy.put(buffer.duplicate().flip());
        } else {
            copy.limit(count * entryBytes);
            if (file.read(copy, 0) < count * entryBytes) {
                throw new CorruptDataException(file.name() + " ends before entry " + count);
            }
            copy.limit(copy.capacity());
        }
        IndexEntries entries = new IndexEntries(entryBytes, copy, null);
        entries.count = count;
        return entries;
    }
}
