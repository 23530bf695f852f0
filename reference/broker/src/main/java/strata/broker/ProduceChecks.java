package strata.broker;

import java.nio.ByteBuffer;
import strata.kernel.Clock;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;

/** What a producer's batch must be, whatever was appended before it. */
final class ProduceChecks {
    private final RecordFormat format;
    private final Compression compression;
    private final Clock clock;

    ProduceChecks(RecordFormat format, Compression compression, Clock clock) {
        this.format = format;
        this.compression = compression;
        this.clock = clock;
    }

    /** Why a batch is not appended; null when it may be. */
    @Nullable
    Refusal refusalOf(ByteBuffer bytes, Partition partition) {
        TopicSettings settings = partition.settings();
        BatchFault fault = format.check(bytes, compression);
        if (fault != null) {
            return new Refusal(fault.error(), fault.why());
        }
        BatchHeader batch = BatchHeader.at(bytes, bytes.position());
        if (batch.isControl()) {
            return new Refusal(
                    ErrorCode.INVALID_RECORD, "clients are not allowed to write control records");
        }
        if (batch.hasProducerId() && batch.baseSequence() < 0) {
            return new Refusal(
                    ErrorCode.INVALID_RECORD,
                    "a batch of producer "
                            + batch.producerId()
                            + " has sequence "
                            + batch.baseSequence());
        }
        Refusal time = timeRefusal(batch, settings);
        if (time != null) {
            return time;
        }
        if (settings.needsKeys() && lacksAKey(bytes)) {
            return new Refusal(
                    ErrorCode.INVALID_RECORD,
                    "a record without a key cannot be in "
                            + partition.name()
                            + ", which is compacted (cleanup.policy)");
        }
        return null;
    }

    private boolean lacksAKey(ByteBuffer batch) {
        try (RecordIterator records = format.records(batch, compression)) {
            while (records.hasNext()) {
                if (records.next().key() == null) {
                    return true;
                }
            }
            return false;
        }
    }

    private @Nullable Refusal timeRefusal(BatchHeader batch, TopicSettings settings) {
        if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
            return new Refusal(
                    ErrorCode.INVALID_TIMESTAMP,
                    "a producer may not mark its batch as stamped by the broker");
        }
        if (settings.timestampType() == TimestampType.LOG_APPEND_TIME) {
            return null;
        }
        long nowMs = clock.wallMs();
        if (batch.maxTimestampMs() - nowMs > settings.timestampAfterMaxMs()) {
            return new Refusal(
                    ErrorCode.INVALID_TIMESTAMP,
                    "timestamp "
                            + batch.maxTimestampMs()
                            + " lies more than "
                            + settings.timestampAfterMaxMs()
                            + " ms after the broker's "
                            + nowMs);
        }
        long baseMs = batch.baseTimestampMs();
        if (baseMs >= 0 && nowMs - baseMs > settings.timestampBeforeMaxMs()) {
            return new Refusal(
                    ErrorCode.INVALID_TIMESTAMP,
                    "timestamp "
                            + baseMs
                            + " lies more than "
                            + settings.timestampBeforeMaxMs()
                            + " ms before the broker's "
                            + nowMs);
        }
        return null;
    }
}
