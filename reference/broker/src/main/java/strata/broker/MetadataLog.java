package strata.broker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import strata.kernel.Check;
import strata.kernel.Clock;
import strata.kernel.TopicPartition;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecordCodec;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.FileSlice;

/**
 * The metadata log, {@code __cluster_metadata-0}, with this node as its one voter: a fact is
 * committed once it is flushed here.
 *
 * <p>Invariant: the facts of one decision are one batch, so that a crash keeps all of them or none.
 */
final class MetadataLog {
    static final TopicPartition NAME = new TopicPartition("__cluster_metadata", 0);
    static final String DIRECTORY = NAME.toString();

    // Nothing of it is ever deleted, and it is not to be of many segments for its age alone.
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    1 << 30,
                    Long.MAX_VALUE,
                    0L,
                    10 << 20,
                    4096,
                    0L,
                    SegmentSettings.Retention.NONE,
                    SegmentSettings.Compaction.OFF);

    private static final int LEADER_EPOCH = 0;
    private static final int READ_BYTES = 256 * 1024;

    private final RecordFormat format;
    private final PartitionLog log;
    private final Clock clock;

    MetadataLog(RecordFormat format, LogOpener logs, Clock clock) {
        this.format = format;
        // All of it is read at every start, and all of it is verified then.
        this.log = logs.open(NAME, SETTINGS, Known.NOTHING);
        this.clock = clock;
    }

    /** Takes a fact and its offset. */
    interface Applier {
        void apply(long offset, MetadataRecord fact);
    }

    /**
     * Gives every committed fact, in order. What survived the crash of a voter of one counts as
     * committed, so it is made durable first.
     */
    void replay(Applier applier) {
        log.flush();
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            FileSlice slice =
                    Objects.requireNonNull(log.read(offset, log.logEndOffset(), READ_BYTES, true));
            ByteBuffer batches = ByteBuffer.allocate(slice.count());
            slice.read(batches, 0);
            slice.release();
            offset = replay(batches.flip(), applier);
        }
    }

    private long replay(ByteBuffer batches, Applier applier) {
        long nextOffset = -1;
        while (batches.hasRemaining()) {
            BatchHeader header = BatchHeader.at(batches, batches.position());
            try (RecordIterator records = format.records(batches, Compression.UNSUPPORTED)) {
                while (records.hasNext()) {
                    Record record = records.next();
                    ByteBuffer value = Objects.requireNonNull(record.value());
                    applier.apply(record.offset(), MetadataRecordCodec.decode(value));
                }
            }
            nextOffset = header.nextOffset();
            batches.position(batches.position() + header.sizeInBytes());
        }
        return nextOffset;
    }

    /**
     * Appends the facts of a decision and makes them durable.
     *
     * @param facts at least one
     * @return the first one's offset
     */
    long commit(List<MetadataRecord> facts) {
        Check.that(!facts.isEmpty(), "a commit of nothing");
        long nowMs = clock.wallMs();
        BatchBuilder batch =
                format.newBatch(BatchSpec.at(log.logEndOffset()), Compression.UNSUPPORTED);
        for (MetadataRecord fact : facts) {
            batch.add(nowMs, null, MetadataRecordCodec.encode(fact), List.of());
        }
        LeaderAppend how = new LeaderAppend(LEADER_EPOCH, TimestampType.CREATE_TIME, nowMs);
        Appended appended = log.appendAsLeader(batch.build(), how);
        log.flush();
        return appended.firstOffset();
    }

    void close() {
        log.close();
    }
}
