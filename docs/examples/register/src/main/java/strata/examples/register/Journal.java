package strata.examples.register;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * A node's disk: one file of entries, of which the last whole one counts. An entry is CRC-32C (i32,
 * over the rest), size (i32), and a {@link Stored}. (It only grows; who runs for more than minutes
 * would begin a new file now and then.)
 */
final class Journal {
    private static final String NAME = "register";
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES_MAX = 1 << 16;

    private final StorageFile file;
    private final Rules rules;
    private Stored last = Stored.NOTHING;
    // Where the next entry goes.
    private long end;

    /** Recovers what is stored: what a crash left half written is cut off. */
    Journal(Storage storage, Rules rules) {
        this.rules = rules;
        file = storage.open(NAME);
        while (readEntry()) {
            // Each good entry takes the place of the one before.
        }
        file.truncate(end);
        // What is read here may be in the page cache alone: nobody is told before it is durable.
        file.flush();
        if (rules.syncsDirectory()) {
            storage.syncDirectory("");
        }
    }

    /** The last entry. */
    Stored last() {
        return last;
    }

    /** Adds an entry; it is durable when this returns. */
    void append(Stored stored) {
        ByteBuffer content = stored.toBytes();
        ByteBuffer entry = ByteBuffer.allocate(HEADER_BYTES + content.remaining());
        entry.putInt(0).putInt(content.remaining()).put(content).flip();
        entry.putInt(0, checksum(entry));
        int size = entry.remaining();
        file.write(entry, end);
        if (rules.flushes()) {
            file.flush();
        }
        end += size;
        last = stored;
    }

    /** Reads the entry at the end of what has been read; false where no whole one stands. */
    private boolean readEntry() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        if (file.read(header, end) < HEADER_BYTES) {
            return false;
        }
        int size = header.getInt(4);
        if (size <= 0 || size > ENTRY_BYTES_MAX) {
            return false;
        }
        ByteBuffer entry = ByteBuffer.allocate(HEADER_BYTES + size);
        boolean whole = file.read(entry, end) == entry.capacity();
        entry.rewind();
        if (!rules.isIntact(whole && entry.getInt(0) == checksum(entry))) {
            return false;
        }
        last = Stored.of(entry.position(HEADER_BYTES));
        end = Math.min(end + entry.capacity(), file.size());
        return true;
    }

    private static int checksum(ByteBuffer entry) {
        CRC32C crc = new CRC32C();
        crc.update(entry.slice(4, entry.limit() - 4));
        return (int) crc.getValue();
    }
}
