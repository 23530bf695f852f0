package strata.conformance.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.BufferSupplier;
import strata.kernel.Nullable;
import strata.kernel.log.CompressionType;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.TimestampType;

/** Batches as kafka-clients sees them, in the kernel's types. */
final class KafkaBatches {
    private KafkaBatches() {}

    /** The records of all batches in a buffer, as kafka-clients reads them. */
    static List<Record> records(ByteBuffer batches) {
        List<Record> records = new ArrayList<>();
        for (var r : MemoryRecords.readableRecords(batches.duplicate()).records()) {
            List<RecordHeader> headers = new ArrayList<>();
            for (Header header : r.headers()) {
                headers.add(new RecordHeader(header.key(), wrap(header.value())));
            }
            records.add(new Record(r.offset(), r.timestamp(), r.key(), r.value(), headers));
        }
        return records;
    }

    /** The bytes behind the header of the one batch in a buffer, decompressed by kafka-clients. */
    static byte[] plainRecords(ByteBuffer batch) {
        DefaultRecordBatch only =
                (DefaultRecordBatch)
                        MemoryRecords.readableRecords(batch.duplicate())
                                .batches()
                                .iterator()
                                .next();
        try (InputStream in = only.recordInputStream(BufferSupplier.NO_CACHING)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Compression codec(CompressionType type) {
        return Compression.of(type.name().toLowerCase(Locale.ROOT)).build();
    }

    static org.apache.kafka.common.record.TimestampType timestampType(TimestampType type) {
        return org.apache.kafka.common.record.TimestampType.forName(type.configName());
    }

    static Header header(RecordHeader header) {
        ByteBuffer value = header.value();
        return new org.apache.kafka.common.header.internals.RecordHeader(
                header.key(), value == null ? null : copy(value));
    }

    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    /** A copy that may be changed. */
    static ByteBuffer copyOf(ByteBuffer bytes) {
        return ByteBuffer.wrap(copy(bytes));
    }

    private static @Nullable ByteBuffer wrap(@Nullable byte[] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
