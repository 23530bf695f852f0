package strata.broker.coordinator;

import java.nio.ByteBuffer;
import strata.broker.Partition;
import strata.kernel.Nullable;
import strata.kernel.PartitionCoordinator;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.storage.FileSlice;
import strata.kernel.transactions.EndMarker;

/**
 * Applies the records of a partition's log to a coordinator that knows nothing yet, a little in a
 * turn. What is not committed yet is applied, too: the partition leads, so it stays.
 */
final class Replay<C, E> {
    /** So much takes a few milliseconds. */
    static final int BYTES_PER_TURN = 256 * 1024;

    /** What is to be read into, by all of a runtime's replays; null between them. */
    static final class Buffer {
        private @Nullable ByteBuffer bytes;

        private ByteBuffer of(int size) {
            if (bytes == null || bytes.capacity() < size) {
                bytes = ByteBuffer.allocate(Math.max(size, BYTES_PER_TURN));
            }
            return bytes.clear().limit(size);
        }

        void release() {
            bytes = null;
        }
    }

    private final Partition partition;
    private final PartitionCoordinator<C, E> coordinator;
    private final CoordinatorSpec<C, E> spec;
    // Every record below it has been applied.
    private long nextOffset;
    private long records;

    Replay(
            Partition partition,
            PartitionCoordinator<C, E> coordinator,
            CoordinatorSpec<C, E> spec) {
        this.partition = partition;
        this.coordinator = coordinator;
        this.spec = spec;
    }

    /** How many records have been read. */
    long records() {
        return records;
    }

    /** Whether every record of the log has been applied. */
    boolean isDone() {
        return nextOffset >= partition.log().logEndOffset();
    }

    /**
     * Goes on.
     *
     * @param budgetBytes about how much to read, at least one batch
     * @return how many bytes were read; 0 when it is done
     * @throws CorruptDataException when the log holds what no coordinator has written
     */
    int step(int budgetBytes, Buffer buffer) {
        PartitionLog log = partition.log();
        long from = Math.max(nextOffset, log.logStartOffset());
        long end = log.logEndOffset();
        FileSlice slice = from >= end ? null : log.read(from, end, budgetBytes, true);
        if (slice == null) {
            nextOffset = end;
            return 0;
        }
        ByteBuffer batches = buffer.of(slice.count());
        slice.read(batches, 0);
        slice.release();
        batches.flip();
        int size = batches.remaining();
        while (batches.hasRemaining()) {
            BatchHeader header = BatchHeader.at(batches, batches.position());
            if (header.isControl()) {
                end(header, batches, from);
            } else {
                apply(header, batches, from);
            }
            nextOffset = header.nextOffset();
            batches.position(batches.position() + header.sizeInBytes());
        }
        return size;
    }

    private void end(BatchHeader header, ByteBuffer batch, long fromOffset) {
        try (RecordIterator iterator = spec.storage().format().records(batch, compression())) {
            while (iterator.hasNext()) {
                Record record = iterator.next();
                EndMarker marker = EndMarker.of(record.key(), record.value());
                if (marker != null && record.offset() >= fromOffset) {
                    coordinator.transactionEnded(
                            record.offset(), header.producerId(), marker.committed());
                }
            }
        }
    }

    private void apply(BatchHeader header, ByteBuffer batch, long fromOffset) {
        try (RecordIterator iterator = spec.storage().format().records(batch, compression())) {
            while (iterator.hasNext()) {
                Record record = iterator.next();
                ByteBuffer key = record.key();
                if (key == null) {
                    throw new CorruptDataException(
                            "the record at " + record.offset() + " has no key");
                }
                records++;
                E event = record.offset() < fromOffset ? null : decode(record, key);
                if (event == null) {
                    continue;
                }
                if (header.isTransactional()) {
                    coordinator.applyInTransaction(record.offset(), header.producerId(), event);
                } else {
                    coordinator.apply(record.offset(), event);
                }
            }
        }
    }

    private Compression compression() {
        return spec.storage().compression();
    }

    private @Nullable E decode(Record record, ByteBuffer key) {
        try {
            return spec.codec().decode(key, record.value());
        } catch (CorruptDataException e) {
            throw new CorruptDataException(
                    "the record at " + record.offset() + ": " + e.getMessage());
        }
    }
}
