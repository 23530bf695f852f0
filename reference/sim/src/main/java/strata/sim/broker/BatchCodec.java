package strata.sim.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.RecordIterator;
import strata.sim.SeededRandom;
import strata.sim.client.RecordCodec;

/**
 * Record batches as Kafka's clients make them: plain or gzip, with and without keys and headers.
 */
public final class BatchCodec implements RecordCodec {
    // 2026-01-01T00:00Z, where the simulated wall clock begins.
    private static final long START_MS = 1_767_225_600_000L;
    private static final int TIME_RANGE_MS = 60_000;

    private final RecordFormat format;
    private final Compression compression = new GzipCompression();
    private final boolean eachWithAKeyOfItsOwn;
    private long nextKey;

    /**
     * @param eachWithAKeyOfItsOwn as a compacted topic needs it that is to keep all records
     */
    public BatchCodec(RecordFormat format, boolean eachWithAKeyOfItsOwn) {
        this.format = format;
        this.eachWithAKeyOfItsOwn = eachWithAKeyOfItsOwn;
    }

    @Override
    public ByteBuffer encode(List<byte[]> values, SeededRandom random) {
        CompressionType type = random.chance(10) ? CompressionType.GZIP : CompressionType.NONE;
        BatchBuilder batch = format.newBatch(BatchSpec.at(0).withCompression(type), compression);
        boolean keyed = random.chance(50);
        boolean headed = random.chance(10);
        long timestampMs = START_MS + random.nextInt(TIME_RANGE_MS);
        for (byte[] value : values) {
            ByteBuffer key = keyed ? ascii("k" + random.nextInt(16)) : null;
            if (eachWithAKeyOfItsOwn) {
                key = ascii("own" + nextKey++);
            }
            List<RecordHeader> headers =
                    headed
                            ? List.of(
                                    new RecordHeader("trace", ascii("t" + random.nextInt(100))),
                                    new RecordHeader("none", null))
                            : List.of();
            batch.add(timestampMs + random.nextInt(10), key, ByteBuffer.wrap(value), headers);
        }
        return batch.build();
    }

    @Override
    public List<Decoded> decode(ByteBuffer bytes) {
        BatchFault fault = format.check(bytes, compression);
        if (fault != null) {
            throw new CorruptDataException(
                    "byte " + fault.position() + " of what was fetched: " + fault.why());
        }
        List<Decoded> records = new ArrayList<>();
        int position = bytes.position();
        while (position < bytes.limit()) {
            int size = BatchHeader.at(bytes, position).sizeInBytes();
            try (RecordIterator batch = format.records(bytes.slice(position, size), compression)) {
                while (batch.hasNext()) {
                    Record record = batch.next();
                    records.add(new Decoded(record.offset(), valueOf(record.value())));
                }
            }
            position += size;
        }
        return records;
    }

    @Override
    public int lastEpoch(ByteBuffer bytes) {
        int epoch = -1;
        int position = bytes.position();
        while (position < bytes.limit()) {
            BatchHeader header = BatchHeader.at(bytes, position);
            epoch = header.partitionLeaderEpoch();
            position += header.sizeInBytes();
        }
        return epoch;
    }

    private static ByteBuffer valueOf(@Nullable ByteBuffer value) {
        return value == null ? ByteBuffer.allocate(0) : value;
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
