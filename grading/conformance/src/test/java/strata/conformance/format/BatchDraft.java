package strata.conformance.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import strata.kernel.Nullable;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.TimestampType;

/**
 * What a batch is to be, so that Strata and Kafka can each build it.
 *
 * @param records with their offsets and the timestamps they are added with
 */
record BatchDraft(BatchSpec spec, List<Record> records) {
    private static final long[] OFFSETS = {
        0, 1, Integer.MAX_VALUE - 1L, Integer.MAX_VALUE, 1L << 31, 1L << 40, Long.MAX_VALUE / 2
    };
    private static final long[] TIMESTAMPS = {
        -1, 0, 1, 63, 64, 1_700_000_000_000L, 1L << 31, 1L << 48, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };
    // Around the places where a length needs one more byte.
    private static final int[] LENGTHS = {0, 1, 63, 64, 65, 127, 128, 8191, 8192};
    private static final String[] HEADER_NAMES = {"", "h", "trace-id", "größe", "名", "🦦"};

    /** Draws a batch of any kind. */
    static BatchDraft draw(Random random, CompressionType compression) {
        boolean control = random.nextInt(8) == 0;
        BatchSpec spec =
                new BatchSpec(
                        random.nextInt(3) == 0 ? random.nextLong(1L << 62) : pick(random, OFFSETS),
                        compression,
                        random.nextBoolean()
                                ? TimestampType.CREATE_TIME
                                : TimestampType.LOG_APPEND_TIME,
                        random.nextInt(4) - 1,
                        drawProducer(random, control),
                        control);
        return new BatchDraft(spec, drawRecords(random, spec));
    }

    /** Draws a batch that a client may send: no control batch, not stamped, from offset 0 on. */
    static BatchDraft drawOfClient(Random random, CompressionType compression) {
        BatchSpec spec =
                BatchSpec.at(0)
                        .withCompression(compression)
                        .withProducer(drawProducer(random, false));
        return new BatchDraft(spec, drawRecords(random, spec));
    }

    /** Whether its records bear one timestamp, the broker's, instead of their own. */
    boolean isStamped() {
        return spec.timestampType() == TimestampType.LOG_APPEND_TIME;
    }

    /** The batch as Strata builds it. */
    ByteBuffer builtByStrata(RecordFormat format, Compression compression) {
        BatchBuilder builder = format.newBatch(spec, compression);
        for (Record r : records) {
            builder.add(r.timestampMs(), r.key(), r.value(), r.headers());
        }
        return builder.build();
    }

    /** The batch as Kafka builds it. */
    ByteBuffer builtByKafka() {
        long maxTimestampMs =
                records.stream()
                        .mapToLong(Record::timestampMs)
                        .max()
                        .orElse(RecordBatch.NO_TIMESTAMP);
        MemoryRecordsBuilder builder =
                new MemoryRecordsBuilder(
                        new ByteBufferOutputStream(512),
                        RecordBatch.MAGIC_VALUE_V2,
                        KafkaBatches.codec(spec.compression()),
                        KafkaBatches.timestampType(spec.timestampType()),
                        spec.baseOffset(),
                        maxTimestampMs,
                        spec.producer().producerId(),
                        spec.producer().producerEpoch(),
                        spec.producer().baseSequence(),
                        spec.producer().transactional(),
                        spec.control(),
                        spec.leaderEpoch(),
                        Integer.MAX_VALUE);
        for (Record r : records) {
            SimpleRecord record =
                    new SimpleRecord(
                            r.timestampMs(), duplicate(r.key()), duplicate(r.value()), headers(r));
            if (spec.control()) {
                builder.appendControlRecordWithOffset(r.offset(), record);
            } else {
                builder.appendWithOffset(r.offset(), record);
            }
        }
        return builder.build().buffer();
    }

    private static Header[] headers(Record record) {
        return record.headers().stream().map(KafkaBatches::header).toArray(Header[]::new);
    }

    private static @Nullable ByteBuffer duplicate(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : bytes.duplicate();
    }

    private static ProducerStamp drawProducer(Random random, boolean control) {
        if (random.nextBoolean()) {
            return ProducerStamp.NONE;
        }
        int sequence =
                control ? -1 : random.nextInt(4) == 0 ? Integer.MAX_VALUE : random.nextInt(1000);
        return new ProducerStamp(
                random.nextLong(Long.MAX_VALUE),
                (short) random.nextInt(Short.MAX_VALUE + 1),
                sequence,
                random.nextBoolean());
    }

    private static List<Record> drawRecords(Random random, BatchSpec spec) {
        int count = random.nextInt(20) == 0 ? 1 + random.nextInt(300) : 1 + random.nextInt(6);
        boolean anyTime = random.nextInt(3) == 0;
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long timestampMs =
                    anyTime
                            ? pick(random, TIMESTAMPS)
                            : 1_700_000_000_000L + random.nextInt(2_000_000) - 1_000_000;
            ByteBuffer key = spec.control() ? drawMarker(random).recordKey() : drawBytes(random);
            records.add(
                    new Record(
                            spec.baseOffset() + i,
                            timestampMs,
                            key,
                            drawBytes(random),
                            drawHeaders(random)));
        }
        return records;
    }

    private static ControlRecordType drawMarker(Random random) {
        return random.nextBoolean() ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
    }

    private static List<RecordHeader> drawHeaders(Random random) {
        int count = random.nextInt(40) == 0 ? 70 : Math.max(0, random.nextInt(6) - 3);
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = HEADER_NAMES[random.nextInt(HEADER_NAMES.length)];
            headers.add(new RecordHeader(name, drawBytes(random)));
        }
        return headers;
    }

    private static @Nullable ByteBuffer drawBytes(Random random) {
        int length =
                switch (random.nextInt(16)) {
                    case 0, 1 -> -1;
                    case 2, 3 -> 0;
                    case 4 -> LENGTHS[random.nextInt(LENGTHS.length)];
                    default -> random.nextInt(40);
                };
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static long pick(Random random, long[] values) {
        return values[random.nextInt(values.length)];
    }
}
