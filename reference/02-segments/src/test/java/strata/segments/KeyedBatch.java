package strata.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import strata.kernel.Nullable;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;
import strata.kernel.transactions.EndMarker;
import strata.log.AppendLogLayer;

/** Builds a batch of records with keys, for tests of compaction, and takes batches apart. */
final class KeyedBatch {
    /** 2026-01-01. */
    static final long NOW_MS = 1_767_225_600_000L;

    static final RecordFormat FORMAT = new AppendLogLayer().recordFormat();
    static final Compression CODEC = new DeflateCodec();

    private BatchSpec spec;
    private long nextTimestampMs = NOW_MS;
    private final List<Record> records = new ArrayList<>();

    private KeyedBatch(BatchSpec spec) {
        this.spec = spec;
    }

    static KeyedBatch at(long baseOffset) {
        return new KeyedBatch(BatchSpec.at(baseOffset));
    }

    /** The first record's time; each later one is a millisecond younger. */
    KeyedBatch from(long timestampMs) {
        nextTimestampMs = timestampMs;
        return this;
    }

    KeyedBatch compressed() {
        spec = spec.withCompression(CompressionType.GZIP);
        return this;
    }

    KeyedBatch by(long producerId, int baseSequence) {
        spec = spec.withProducer(new ProducerStamp(producerId, (short) 1, baseSequence, false));
        return this;
    }

    KeyedBatch inTransactionOf(long producerId) {
        spec = spec.withProducer(new ProducerStamp(producerId, (short) 1, 0, true));
        return this;
    }

    KeyedBatch of(ProducerStamp stamp) {
        spec = spec.withProducer(stamp);
        return this;
    }

    /** The marker of the transaction of a producer. */
    ByteBuffer marker(boolean committed) {
        EndMarker marker = new EndMarker(committed, 3);
        records.add(new Record(0, nextTimestampMs++, marker.key(), marker.value(), List.of()));
        return control().build();
    }

    KeyedBatch with(TimestampType type) {
        spec = with(spec, type, spec.control());
        return this;
    }

    KeyedBatch control() {
        spec = with(spec, spec.timestampType(), true);
        return this;
    }

    private static BatchSpec with(BatchSpec spec, TimestampType type, boolean control) {
        return new BatchSpec(
                spec.baseOffset(),
                spec.compression(),
                type,
                spec.leaderEpoch(),
                spec.producer(),
                control);
    }

    /** A record; null for no key, null for a tombstone. */
    KeyedBatch put(@Nullable String key, @Nullable String value, RecordHeader... headers) {
        records.add(new Record(0, nextTimestampMs++, bytes(key), bytes(value), List.of(headers)));
        return this;
    }

    ByteBuffer build() {
        BatchBuilder builder = FORMAT.newBatch(spec, CODEC);
        for (Record record : records) {
            builder.add(record.timestampMs(), record.key(), record.value(), record.headers());
        }
        return builder.build();
    }

    /** All records of batches that lie one behind the other. */
    static List<Record> recordsOf(@Nullable ByteBuffer batches) {
        List<Record> found = new ArrayList<>();
        if (batches == null) {
            return found;
        }
        ByteBuffer rest = batches.duplicate();
        while (rest.hasRemaining()) {
            try (RecordIterator iterator = FORMAT.records(rest, CODEC)) {
                iterator.forEachRemaining(found::add);
            }
            rest.position(rest.position() + BatchHeader.at(rest, rest.position()).sizeInBytes());
        }
        return found;
    }

    /** As {@code 7 a=x}, {@code 8 b=null}: offset, key, value. */
    static List<String> shown(@Nullable ByteBuffer batches) {
        return recordsOf(batches).stream().map(KeyedBatch::shown).toList();
    }

    static String shown(Record record) {
        return record.offset() + " " + text(record.key()) + "=" + text(record.value());
    }

    static BatchFilter filter(Compression codec) {
        return new BatchFilter(FORMAT, codec);
    }

    static ByteBuffer withCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(BatchHeader.CRC_START, batch.limit() - BatchHeader.CRC_START));
        BatchHeader.at(batch, 0).setCrc(crc.getValue());
        return batch;
    }

    static @Nullable ByteBuffer bytes(@Nullable String text) {
        return text == null ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "null" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
