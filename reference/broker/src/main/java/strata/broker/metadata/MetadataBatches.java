package strata.broker.metadata;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import strata.kernel.NodeId;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecordCodec;

/**
 * The bytes of the metadata log and its snapshots: facts in batches, and Kafka's control records.
 */
final class MetadataBatches {
    /** A control record's type (KIP-595, KIP-630). */
    enum Control {
        LEADER_CHANGE(2),
        SNAPSHOT_HEADER(3),
        SNAPSHOT_FOOTER(4);

        private final short number;

        Control(int number) {
            this.number = (short) number;
        }
    }

    /** Takes a fact and its offset. */
    interface Applier {
        void apply(long offset, MetadataRecord fact);
    }

    private final RecordFormat format;

    MetadataBatches(RecordFormat format) {
        this.format = format;
    }

    /** One batch of facts. */
    ByteBuffer facts(long baseOffset, long nowMs, List<MetadataRecord> facts) {
        BatchBuilder batch = format.newBatch(BatchSpec.at(baseOffset), Compression.UNSUPPORTED);
        for (MetadataRecord fact : facts) {
            batch.add(nowMs, null, MetadataRecordCodec.encode(fact), List.of());
        }
        return batch.build();
    }

    /** One control record. */
    ByteBuffer control(long baseOffset, long nowMs, Control type, ByteBuffer value) {
        BatchSpec spec =
                new BatchSpec(
                        baseOffset,
                        CompressionType.NONE,
                        TimestampType.CREATE_TIME,
                        -1,
                        ProducerStamp.NONE,
                        true);
        ByteBuffer key = ByteBuffer.allocate(4).putShort((short) 0).putShort(type.number).flip();
        return format.newBatch(spec, Compression.UNSUPPORTED)
                .add(nowMs, key, value, List.of())
                .build();
    }

    /** What Kafka's LeaderChangeMessage holds, in version 0. */
    static ByteBuffer leaderChange(NodeId leader, List<NodeId> voters) {
        // Compact arrays tell one more than their size; each element ends in its tagged fields.
        ByteBuffer value = ByteBuffer.allocate(16 + 5 * voters.size());
        value.putShort((short) 0).putInt(leader.number()).put((byte) (voters.size() + 1));
        voters.forEach(voter -> value.putInt(voter.number()).put((byte) 0));
        // Who voted for it is not told.
        return value.put((byte) 1).put((byte) 0).flip();
    }

    /**
     * How many bytes of whole, good batches there are, that follow each other from an offset on.
     */
    int soundBytes(ByteBuffer batches, long fromOffset) {
        int at = batches.position();
        long next = fromOffset;
        while (batches.limit() - at >= BatchHeader.SIZE) {
            BatchHeader header = BatchHeader.at(batches, at);
            int size = header.sizeInBytes();
            boolean whole = size >= BatchHeader.SIZE && size <= batches.limit() - at;
            if (!whole || header.baseOffset() != next) {
                break;
            }
            ByteBuffer one = batches.duplicate().position(at).limit(at + size);
            if (format.check(one, Compression.UNSUPPORTED) != null) {
                break;
            }
            next = header.nextOffset();
            at += size;
        }
        return at - batches.position();
    }

    /**
     * Gives the facts in these batches.
     *
     * @param upToOffset batches from here on are left out
     * @return the offset after the last batch that was read; -1 for none
     */
    long replay(ByteBuffer batches, long upToOffset, Applier applier) {
        long next = -1;
        while (batches.hasRemaining()) {
            BatchHeader header = BatchHeader.at(batches, batches.position());
            if (header.baseOffset() >= upToOffset) {
                break;
            }
            if (!header.isControl()) {
                replayBatch(batches, applier);
            }
            next = header.nextOffset();
            batches.position(batches.position() + header.sizeInBytes());
        }
        return next;
    }

    private void replayBatch(ByteBuffer batches, Applier applier) {
        try (RecordIterator records = format.records(batches, Compression.UNSUPPORTED)) {
            while (records.hasNext()) {
                Record record = records.next();
                ByteBuffer value = Objects.requireNonNull(record.value());
                applier.apply(record.offset(), MetadataRecordCodec.decode(value));
            }
        }
    }

    /** Which control record a batch is; checked by the caller to be a control batch. */
    short controlType(ByteBuffer batch) {
        try (RecordIterator records = format.records(batch, Compression.UNSUPPORTED)) {
            ByteBuffer key = records.hasNext() ? records.next().key() : null;
            if (key == null || key.remaining() < 4) {
                throw new CorruptDataException("a control batch without a type");
            }
            return key.getShort(key.position() + 2);
        }
    }

    static boolean is(Control type, short number) {
        return type.number == number;
    }
}
