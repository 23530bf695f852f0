package strata.conformance.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.PrimitiveRef;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogValidator;
import strata.kernel.log.CompressionType;
import strata.kernel.log.TimestampType;

/**
 * What an Apache Kafka broker does with the bytes that a client sends for a partition: the checks
 * of the request, of the CRC, and of LogValidator, in their order.
 *
 * <p>Two things it adds to Kafka's own verdict. For a compressed batch LogValidator does not add up
 * the records' sizes (a consumer then fails on them), so the records are read a second time, as a
 * consumer would. And records that are not numbered 0, 1, 2 … Kafka renumbers when they are
 * compressed and stores as they are when they are not; Strata refuses both, and so does this.
 */
final class KafkaJudge {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final LogValidator.MetricsRecorder NO_METRICS = new NoMetrics();

    private KafkaJudge() {}

    /**
     * Judges.
     *
     * @param bytes are copied
     * @return what the broker appends at offset 0 in leader epoch 0; empty when it refuses
     */
    static Optional<ByteBuffer> appended(ByteBuffer bytes, TimestampType stamp, long nowMs) {
        try {
            MemoryRecords records = MemoryRecords.readableRecords(KafkaBatches.copyOf(bytes));
            ProduceRequest.validateRecords((short) 13, records);
            if (records.validBytes() != bytes.remaining()) {
                return Optional.empty();
            }
            MutableRecordBatch batch = records.batches().iterator().next();
            if (batch.baseOffset() != 0) {
                // UnifiedLog: what a client sends starts at 0.
                return Optional.empty();
            }
            batch.ensureValid();
            readAsConsumer(bytes, batch);
            return Optional.of(validate(records, batch, stamp, nowMs).buffer());
        } catch (KafkaException
                | IllegalArgumentException
                | UncheckedIOException
                | RecordsMisnumbered refused) {
            return Optional.empty();
        }
    }

    private static MemoryRecords validate(
            MemoryRecords records, RecordBatch batch, TimestampType stamp, long nowMs) {
        LogValidator validator =
                new LogValidator(
                        records,
                        PARTITION,
                        new StoppedTime(nowMs),
                        batch.compressionType(),
                        KafkaBatches.codec(codecOf(batch)),
                        false,
                        RecordBatch.MAGIC_VALUE_V2,
                        KafkaBatches.timestampType(stamp),
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        0,
                        AppendOrigin.CLIENT);
        return validator
                .validateMessagesAndAssignOffsets(
                        PrimitiveRef.ofLong(0), NO_METRICS, BufferSupplier.NO_CACHING)
                .validatedRecords();
    }

    private static CompressionType codecOf(RecordBatch batch) {
        return Objects.requireNonNull(CompressionType.ofCode(batch.compressionType().id));
    }

    /** Reads every record of the plain batch with the same records, and looks at its number. */
    private static void readAsConsumer(ByteBuffer bytes, RecordBatch batch) {
        byte[] plain = unpack((DefaultRecordBatch) batch);
        ByteBuffer unpacked = Mutation.withRecords(bytes, plain);
        unpacked.putShort(21, (short) (unpacked.getShort(21) & ~7));
        long expected = batch.baseOffset();
        for (Record record : MemoryRecords.readableRecords(unpacked).records()) {
            if (record.offset() != expected) {
                throw new RecordsMisnumbered();
            }
            expected++;
        }
    }

    private static byte[] unpack(DefaultRecordBatch batch) {
        try (InputStream in = batch.recordInputStream(BufferSupplier.NO_CACHING)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Error e) {
            // Of some bytes the snappy codec says so with an Error; a broker answers all the same.
            if (e.getClass().getName().startsWith("org.xerial.snappy.")) {
                throw new KafkaException(e);
            }
            throw e;
        }
    }

    private static final class RecordsMisnumbered extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class NoMetrics implements LogValidator.MetricsRecorder {
        @Override
        public void recordInvalidMagic() {}

        @Override
        public void recordInvalidOffset() {}

        @Override
        public void recordInvalidSequence() {}

        @Override
        public void recordInvalidChecksums() {}

        @Override
        public void recordNoKeyCompactedTopic() {}
    }
}
