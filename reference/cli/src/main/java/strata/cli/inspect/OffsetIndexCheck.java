package strata.cli.inspect;

import java.nio.ByteBuffer;

/**
 * Holds the entries of an offset index against the batches of its log, as both are walked once from
 * the start: an entry is the last offset of the batch that starts at its position, and both rise.
 */
final class OffsetIndexCheck {
    private final String name;
    private final IndexEntries entries;
    private final long baseOffset;
    private final long logSizeInBytes;
    private final Findings findings;
    // The next entry to be met.
    private long next;
    private long previousOffset;
    private long previousPosition = -1;

    /**
     * @param baseOffset of the segment; {@link FileName#UNKNOWN} counts as 0
     */
    OffsetIndexCheck(
            String name,
            IndexEntries entries,
            long baseOffset,
            long logSizeInBytes,
            Findings findings) {
        this.name = name;
        this.entries = entries;
        this.baseOffset = Math.max(baseOffset, 0);
        this.logSizeInBytes = logSizeInBytes;
        this.findings = findings;
        this.previousOffset = this.baseOffset - 1;
        entries.checkSize(name, findings);
    }

    /** Takes an entry apart. */
    static Item.OffsetEntry read(String name, IndexEntries entries, long entry, long baseOffset) {
        ByteBuffer bytes = entries.entry(entry);
        long offset = Math.max(baseOffset, 0) + bytes.getInt(0);
        return new Item.OffsetEntry(
                name, entry, entries.positionOf(entry), offset, bytes.getInt(Integer.BYTES));
    }

    /** The walk has come to a batch. */
    void batch(long position, long lastOffset) {
        while (next < entries.count()) {
            Item.OffsetEntry entry = read(name, entries, next, baseOffset);
            if (!isInOrder(entry)) {
                next++;
                continue;
            }
            if (entry.logPosition() > position) {
                return;
            }
            check(entry, position, lastOffset);
            previousOffset = entry.offset();
            previousPosition = entry.logPosition();
            next++;
        }
    }

    private void check(Item.OffsetEntry entry, long position, long lastOffset) {
        if (entry.logPosition() < position) {
            wrong(entry, "no batch starts there");
        } else if (entry.offset() != lastOffset) {
            wrong(entry, "the batch there ends with offset " + lastOffset);
        }
    }

    private boolean isInOrder(Item.OffsetEntry entry) {
        if (entry.logPosition() < 0 || entry.logPosition() >= logSizeInBytes) {
            wrong(entry, "the log has " + logSizeInBytes + " bytes");
            return false;
        }
        if (entry.offset() <= previousOffset || entry.logPosition() <= previousPosition) {
            wrong(entry, "entries do not rise");
            return false;
        }
        // One that is too far ahead must not hide those behind it.
        if (next + 1 < entries.count()) {
            Item.OffsetEntry after = read(name, entries, next + 1, baseOffset);
            boolean rises =
                    after.logPosition() > entry.logPosition() && after.offset() > entry.offset();
            boolean fits =
                    after.logPosition() > previousPosition && after.offset() > previousOffset;
            if (!rises && fits) {
                wrong(entry, "the next entry does not rise above it");
                return false;
            }
        }
        return true;
    }

    /** The walk has come to the log's end. */
    void end() {
        for (; next < entries.count(); next++) {
            Item.OffsetEntry entry = read(name, entries, next, baseOffset);
            if (isInOrder(entry)) {
                wrong(entry, "no batch starts there");
            }
        }
    }

    private void wrong(Item.OffsetEntry entry, String why) {
        findings.wrong(
                name,
                entry.position(),
                "entry %d points to offset %d at byte %d of the log: %s"
                        .formatted(entry.entry(), entry.offset(), entry.logPosition(), why));
    }
}
