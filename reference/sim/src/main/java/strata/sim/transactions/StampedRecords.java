package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.kernel.request.Fetch.AbortedTransaction;
import strata.kernel.transactions.EndMarker;
import strata.sim.broker.GzipCompression;
import strata.sim.client.Payload;
import strata.sim.history.History.Read;

/** Batches as idempotent producers make them, and as readers of committed records take them. */
final class StampedRecords {
    // 2026-01-01T00:00Z, where the simulated wall clock begins.
    private static final long START_MS = 1_767_225_600_000L;

    private final RecordFormat format;
    private final Compression compression = new GzipCompression();

    /**
     * What came of a fetch.
     *
     * @param reads the records that its reader may see
     * @param next the offset to go on from
     */
    record Taken(List<Read> reads, long next) {}

    StampedRecords(RecordFormat format) {
        this.format = format;
    }

    /** One batch of values. */
    ByteBuffer encode(List<String> values, ProducerStamp stamp) {
        BatchBuilder batch = format.newBatch(BatchSpec.at(0).withProducer(stamp), compression);
        for (String value : values) {
            // What is sent again has to be the same, so nothing is drawn here.
            int size = 8 + Math.floorMod(value.hashCode(), 90);
            byte[] bytes = Payload.of(value, size);
            batch.add(START_MS, null, ByteBuffer.wrap(bytes), List.of());
        }
        return batch.build();
    }

    /**
     * What a reader sees of fetched bytes, as Kafka's consumer does: no markers, and with a list of
     * aborted transactions none of their records.
     *
     * @param aborted as the answer has it; null to see everything
     * @throws CorruptDataException when the bytes are not whole batches of values
     */
    Taken take(ByteBuffer bytes, long position, @Nullable List<AbortedTransaction> aborted) {
        BatchFault fault = format.check(bytes, compression);
        if (fault != null) {
            throw new CorruptDataException(
                    "byte " + fault.position() + " of what was fetched: " + fault.why());
        }
        PriorityQueue<AbortedTransaction> toCome =
                new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
        if (aborted != null) {
            toCome.addAll(aborted);
        }
        Set<Long> abortedNow = new LinkedHashSet<>();
        List<Read> reads = new ArrayList<>();
        long next = position;
        int at = bytes.position();
        while (at < bytes.limit()) {
            BatchHeader header = BatchHeader.at(bytes, at);
            ByteBuffer batch = bytes.slice(at, header.sizeInBytes());
            while (!toCome.isEmpty() && toCome.peek().firstOffset() <= header.lastOffset()) {
                abortedNow.add(toCome.remove().producerId());
            }
            if (header.isControl()) {
                if (isAbort(batch)) {
                    abortedNow.remove(header.producerId());
                }
            } else if (!header.isTransactional() || !abortedNow.contains(header.producerId())) {
                read(batch, position, reads);
            }
            next = Math.max(next, header.nextOffset());
            at += header.sizeInBytes();
        }
        return new Taken(reads, next);
    }

    private boolean isAbort(ByteBuffer batch) {
        try (RecordIterator records = format.records(batch, compression)) {
            Record first = records.next();
            EndMarker marker = EndMarker.of(first.key(), first.value());
            return marker != null && !marker.committed();
        }
    }

    private void read(ByteBuffer batch, long position, List<Read> reads) {
        try (RecordIterator records = format.records(batch, compression)) {
            while (records.hasNext()) {
                Record record = records.next();
                ByteBuffer value = record.value();
                String name = value == null ? null : Payload.nameOf(value);
                if (name == null) {
                    throw new CorruptDataException(
                            "the bytes at offset " + record.offset() + " are of no value sent");
                }
                // A fetch in mid-batch returns the batch whole; a client skips what it had.
                if (record.offset() >= position) {
                    reads.add(new Read(record.offset(), name));
                }
            }
        }
    }
}
