package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.RecordIterator;
import strata.kernel.segments.TransactionFates;

/** The first half of a compaction: reads the dirty part and notes the last offset of each key. */
final class KeyPass {
    private final LogDirectory directory;
    private final long firstDirtyOffset;
    private final KeyMap map;
    private final ProducerTails producers = new ProducerTails();
    private final TransactionWalk transactions;
    // Segments not yet read, oldest first.
    private final List<LogSegment> rest;
    private @Nullable BatchReader reader;
    // Every record below it that counts is in the map. Lower than the dirty part's end when the map
    // is full.
    private long mappedEndOffset;
    private boolean full;
    private long readBytes;

    /**
     * @param dirty the segments that hold the range, oldest first
     * @param mapBytes the memory of the map
     */
    KeyPass(LogDirectory directory, List<LogSegment> dirty, DirtyRange range, int mapBytes) {
        this(directory, dirty, range, mapBytes, TransactionFates.UNKNOWN);
    }

    /**
     * @param dirty the segments that hold the range, oldest first
     * @param mapBytes the memory of the map
     * @param fates what became of transactions
     */
    KeyPass(
            LogDirectory directory,
            List<LogSegment> dirty,
            DirtyRange range,
            int mapBytes,
            TransactionFates fates) {
        this.directory = directory;
        this.firstDirtyOffset = range.firstDirtyOffset();
        this.mappedEndOffset = range.endOffset();
        this.map = new KeyMap(mapBytes, range.endOffset() - range.firstDirtyOffset());
        this.rest = new ArrayList<>(dirty);
        this.transactions = new TransactionWalk(fates);
    }

    /** Whether there is another batch to read. */
    boolean hasNext() {
        BatchReader current = reader;
        while (!full && (current == null || !current.hasNext())) {
            if (rest.isEmpty()) {
                return false;
            }
            LogSegment segment = rest.remove(0);
            long from = segment.walkFromOffset(firstDirtyOffset).position();
            current = new BatchReader(segment.logFile(), from, segment.sizeInBytes());
            reader = current;
        }
        return !full;
    }

    /** Reads the next batch. */
    void next() {
        BatchReader current = Objects.requireNonNull(reader);
        long position = current.position();
        ByteBuffer batch = current.next();
        readBytes += batch.remaining();
        BatchHeader header = BatchHeader.at(batch, 0);
        try {
            full = !note(batch, header);
        } catch (CorruptDataException e) {
            throw current.corruptAt(position, String.valueOf(e.getMessage()));
        }
    }

    private boolean note(ByteBuffer batch, BatchHeader header) {
        producers.note(header);
        BatchRole role = transactions.next(header);
        // Control batches hold no keys; records of aborted transactions count for none. Where
        // nobody knows of transactions, none of theirs is noted: nothing goes because of them.
        boolean counts = !header.isTransactional() || role == BatchRole.COMMITTED;
        if (header.isControl() || !counts) {
            return true;
        }
        try (RecordIterator records =
                directory.recordFormat().records(batch, directory.compression())) {
            return noteKeys(records);
        }
    }

    /**
     * Notes the keys of records from the first dirty offset on.
     *
     * @return false when the map is full: {@link #mappedEndOffset} is then the offset of the first
     *     record that did not fit, and no later one is noted
     */
    private boolean noteKeys(RecordIterator records) {
        throw Todo.step(
                "2.8",
                "put key and offset of each dirty record that has a key, until the map is full");
    }

    /** Every record below it that counts is in the map. */
    long mappedEndOffset() {
        return mappedEndOffset;
    }

    long readBytes() {
        return readBytes;
    }

    /** What is to be kept, by all that was noted. */
    CompactionRule rule(long nowMs) {
        return new CompactionRule(map, mappedEndOffset, producers, nowMs);
    }
}
