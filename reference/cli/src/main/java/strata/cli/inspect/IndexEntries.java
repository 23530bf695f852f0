package strata.cli.inspect;

import java.nio.ByteBuffer;

/**
 * The entries of an index file, all of one size, read in portions. What a node has allocated ahead
 * are zeros at the end: they are no entries.
 */
final class IndexEntries {
    /** Of an offset index: relative offset and position, 4 bytes each. */
    static final int OFFSET_ENTRY_BYTES = 8;

    /** Of a time index: time in 8 bytes, relative offset in 4. */
    static final int TIME_ENTRY_BYTES = 12;

    /** Of a transaction index: version in 2 bytes, then four numbers of 8. */
    static final int TXN_ENTRY_BYTES = 34;

    private static final int PORTION_BYTES = 64 * 1024;

    private final SourceFile file;
    private final int entryBytes;
    private final long sizeInBytes;
    private final long count;
    private final FileWindow window;

    IndexEntries(SourceFile file, int entryBytes) {
        this.file = file;
        this.entryBytes = entryBytes;
        this.sizeInBytes = file.size();
        this.count = countOf(usedBytes());
        this.window = new FileWindow(file, PORTION_BYTES);
    }

    private long countOf(long usedBytes) {
        // A lone entry of zeros is one: time 0, first offset.
        long used = usedBytes == 0 && sizeInBytes == entryBytes ? entryBytes : usedBytes;
        return Math.min((used + entryBytes - 1) / entryBytes, sizeInBytes / entryBytes);
    }

    /** Bytes up to the last that is not zero. */
    private long usedBytes() {
        ByteBuffer portion = ByteBuffer.allocate(PORTION_BYTES);
        long end = sizeInBytes;
        while (end > 0) {
            long start = Math.max(0, end - PORTION_BYTES);
            portion.clear().limit((int) (end - start));
            int read = file.read(portion, start);
            for (int i = read - 1; i >= 0; i--) {
                if (portion.get(i) != 0) {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    SourceFile file() {
        return file;
    }

    /** How many entries there are. */
    long count() {
        return count;
    }

    /** Bytes of zeros behind the last entry. */
    long preallocatedBytes() {
        return Math.max(0, sizeInBytes - count * entryBytes - strayBytes());
    }

    /** Bytes at the end that are no whole entry and not zeros. */
    long strayBytes() {
        long rest = sizeInBytes % entryBytes;
        return usedBytes() > sizeInBytes - rest ? rest : 0;
    }

    /** Whether the file's size is no number of whole entries. */
    boolean isMisaligned() {
        return sizeInBytes % entryBytes != 0;
    }

    /** Where in the file an entry starts. */
    long positionOf(long entry) {
        return entry * entryBytes;
    }

    /**
     * An entry's bytes, good until the next call.
     *
     * @param entry 0 to {@link #count} - 1
     */
    ByteBuffer entry(long entry) {
        if (!window.holds(positionOf(entry), entryBytes)) {
            throw new ReadFault(
                    "it was cut while it was read",
                    new java.io.EOFException(file.name() + " at entry " + entry));
        }
        return window.buffer().slice(window.indexOf(positionOf(entry)), entryBytes);
    }

    /** Tells what is wrong with the file's size. */
    void checkSize(String name, Findings findings) {
        if (isMisaligned()) {
            findings.wrong(
                    name,
                    sizeInBytes - sizeInBytes % entryBytes,
                    "%d bytes are no multiple of %d, the size of an entry"
                            .formatted(sizeInBytes, entryBytes));
        }
    }
}
