package strata.cli.inspect;

import java.nio.ByteBuffer;

/** The index of aborted transactions: entries of 34 bytes, in the order of their last offsets. */
final class TxnIndexFile {
    private TxnIndexFile() {}

    /** Takes an entry apart. */
    static Item.AbortedTransaction read(String name, IndexEntries entries, long entry) {
        ByteBuffer bytes = entries.entry(entry);
        return new Item.AbortedTransaction(
                name,
                entry,
                entries.positionOf(entry),
                bytes.getShort(0),
                bytes.getLong(2),
                bytes.getLong(10),
                bytes.getLong(18),
                bytes.getLong(26));
    }

    /** Says what is wrong with the file. */
    static void check(String name, IndexEntries entries, Findings findings) {
        entries.checkSize(name, findings);
        long previousLastOffset = -1;
        for (long i = 0; i < entries.count(); i++) {
            Item.AbortedTransaction entry = read(name, entries, i);
            String why = null;
            if (entry.version() != 0) {
                why = "the version is " + entry.version() + ", not 0";
            } else if (entry.firstOffset() < 0 || entry.lastOffset() < entry.firstOffset()) {
                why = "a transaction from offset %d to %d";
                why = why.formatted(entry.firstOffset(), entry.lastOffset());
            } else if (entry.lastOffset() <= previousLastOffset) {
                why = "the last offset %d does not rise above %d";
                why = why.formatted(entry.lastOffset(), previousLastOffset);
            } else if (entry.producerId() < 0) {
                why = "the producer " + entry.producerId();
            }
            if (why != null) {
                findings.wrong(name, entry.position(), "entry " + i + ": " + why);
            }
            previousLastOffset = Math.max(previousLastOffset, entry.lastOffset());
        }
    }
}
