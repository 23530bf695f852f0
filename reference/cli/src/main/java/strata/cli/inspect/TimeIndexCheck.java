package strata.cli.inspect;

import java.nio.ByteBuffer;

/**
 * Holds the entries of a time index against the batches of its log: an entry is the greatest time
 * so far and the last offset of the batch that has it, and both rise.
 */
final class TimeIndexCheck {
    private final String name;
    private final IndexEntries entries;
    private final long baseOffset;
    private final Findings findings;
    private long next;
    private long previousTimestamp = -1;
    private long previousOffset;
    // The greatest time of the batches before the present one.
    private long greatestTimestamp = -1;
    private long endOffset;

    /**
     * @param baseOffset of the segment; {@link FileName#UNKNOWN} counts as 0
     */
    TimeIndexCheck(String name, IndexEntries entries, long baseOffset, Findings findings) {
        this.name = name;
        this.entries = entries;
        this.baseOffset = Math.max(baseOffset, 0);
        this.findings = findings;
        this.previousOffset = this.baseOffset - 1;
        this.endOffset = this.baseOffset;
        entries.checkSize(name, findings);
    }

    /** Takes an entry apart. */
    static Item.TimeEntry read(String name, IndexEntries entries, long entry, long baseOffset) {
        ByteBuffer bytes = entries.entry(entry);
        long offset = Math.max(baseOffset, 0) + bytes.getInt(Long.BYTES);
        return new Item.TimeEntry(name, entry, entries.positionOf(entry), bytes.getLong(0), offset);
    }

    /** The walk has come to a batch. */
    void batch(long lastOffset, long maxTimestamp) {
        while (next < entries.count()) {
            Item.TimeEntry entry = read(name, entries, next, baseOffset);
            if (!isInOrder(entry)) {
                next++;
                continue;
            }
            if (entry.offset() > lastOffset) {
                break;
            }
            check(entry, lastOffset, maxTimestamp);
            previousTimestamp = entry.timestamp();
            previousOffset = entry.offset();
            next++;
        }
        greatestTimestamp = Math.max(greatestTimestamp, maxTimestamp);
        endOffset = Math.max(endOffset, lastOffset + 1);
    }

    private void check(Item.TimeEntry entry, long lastOffset, long maxTimestamp) {
        if (entry.offset() < lastOffset) {
            wrong(entry, "no batch ends with that offset");
        } else if (entry.timestamp() != maxTimestamp) {
            wrong(entry, "the batch that ends there has the time " + maxTimestamp);
        } else if (greatestTimestamp > entry.timestamp()) {
            wrong(entry, "a batch before it has the later time " + greatestTimestamp);
        }
    }

    private boolean isInOrder(Item.TimeEntry entry) {
        if (entry.timestamp() <= previousTimestamp || entry.offset() <= previousOffset) {
            wrong(entry, "entries do not rise");
            return false;
        }
        if (next + 1 < entries.count()) {
            Item.TimeEntry after = read(name, entries, next + 1, baseOffset);
            boolean rises =
                    after.timestamp() > entry.timestamp() && after.offset() > entry.offset();
            boolean fits = after.timestamp() > previousTimestamp && after.offset() > previousOffset;
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
            Item.TimeEntry entry = read(name, entries, next, baseOffset);
            if (isInOrder(entry)) {
                wrong(entry, "the log ends before offset " + endOffset);
            }
        }
    }

    private void wrong(Item.TimeEntry entry, String why) {
        findings.wrong(
                name,
                entry.position(),
                "entry %d says that time %d is reached with offset %d: %s"
                        .formatted(entry.entry(), entry.timestamp(), entry.offset(), why));
    }
}
