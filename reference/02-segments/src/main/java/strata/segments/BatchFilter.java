package strata.segments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.Compression.Decompressor;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampType;

/**
 * Takes records out of a batch. What stays keeps its offset, its time and its bytes; the header
 * keeps both its offsets, epoch and producer, so the batch is found by every offset that found it
 * before. Compressed records are compressed again.
 *
 * <p>When tombstones stay for a while, the batch is marked (KIP-534): a bit says that its base
 * timestamp is the time from which they may go; the records' timestamps, which are relative to the
 * base timestamp, are written anew.
 */
final class BatchFilter {
    private static final int COMPRESSION_MASK = 0x07;
    private static final int TRANSACTIONAL_BIT = 0x10;
    private static final int CONTROL_BIT = 0x20;
    private static final int DELETE_HORIZON_BIT = 0x40;
    private static final long NO_TIMESTAMP_MS = -1L;
    private static final int PORTION_BYTES = 16 * 1024;

    // How much longer a record may get by another timestamp: its delta and its length.
    private static final int MAX_GROWTH_BYTES = 14;

    /**
     * What is left of a batch.
     *
     * @param bytes the batch, whole; null when nothing of it stays
     * @param recordsRead how many records it had
     * @param recordsKept how many it has
     */
    record Filtered(@Nullable ByteBuffer bytes, int recordsRead, int recordsKept) {}

    private final RecordFormat format;
    private final Compression compression;

    BatchFilter(RecordFormat format, Compression compression) {
        this.format = format;
        this.compression = compression;
    }

    /**
     * Takes out what goes, where nobody knows what became of transactions.
     *
     * @param batch one whole batch whose CRC is right, from 0 to its limit; neither is moved
     * @param horizonMs from when on tombstones may go that stay for a while now
     * @throws CorruptDataException when it cannot be read
     */
    Filtered filter(ByteBuffer batch, CompactionRule rule, long horizonMs) {
        return filter(batch, BatchRole.ANY, rule, horizonMs);
    }

    /**
     * Takes out what goes.
     *
     * @param batch one whole batch whose CRC is right, from 0 to its limit; neither is moved
     * @param role in its transaction
     * @param horizonMs from when on tombstones, and markers, may go that stay for a while now
     * @throws CorruptDataException when it cannot be read
     */
    Filtered filter(ByteBuffer batch, BatchRole role, CompactionRule rule, long horizonMs) {
        BatchHeader header = BatchHeader.at(batch, 0);
        if (header.isControl()) {
            return role == BatchRole.LAST_OF_TRANSACTION
                    ? filterMarker(batch, header, rule, horizonMs)
                    : new Filtered(batch, header.count(), header.count());
        }
        if (role == BatchRole.ABORTED) {
            return emptiedOrGone(batch, header, rule);
        }
        ByteBuffer plain = plainBatch(batch, header);
        Kept kept = select(plain, role == BatchRole.COMMITTED ? committed(batch) : header, rule);
        if (kept.count == header.count() && !kept.needsHorizon && kept.count > 0) {
            return new Filtered(batch, kept.count, kept.count);
        }
        if (kept.count == 0) {
            return emptiedOrGone(batch, header, rule);
        }
        ByteBuffer smaller = rewritten(batch, plain, kept, horizonMs);
        return new Filtered(smaller, header.count(), kept.count);
    }

    /**
     * A marker that ends nothing any more stays for a while (KIP-534), as a tombstone does: who has
     * read the transaction's records shall see how it ended. Where it is a producer's last word it
     * stays whole, as its record alone tells the epoch to who reads the log anew.
     */
    private Filtered filterMarker(
            ByteBuffer batch, BatchHeader header, CompactionRule rule, long horizonMs) {
        boolean timeIsUp = header.hasDeleteHorizon() && rule.nowMs() >= header.baseTimestampMs();
        if (header.count() == 0 || (timeIsUp && !rule.keepsEmpty(header))) {
            return new Filtered(null, header.count(), 0);
        }
        ByteBuffer left =
                header.hasDeleteHorizon()
                        ? batch
                        : rewritten(batch, batch, all(batch, header), horizonMs);
        return new Filtered(left, header.count(), header.count());
    }

    private static Kept all(ByteBuffer plain, BatchHeader header) {
        Kept kept = new Kept();
        kept.add(BatchHeader.SIZE, plain.limit());
        kept.count = header.count();
        kept.maxTimestampMs = header.maxTimestampMs();
        kept.needsHorizon = true;
        return kept;
    }

    /** The header as the rule is to see it: without a word of the transaction. */
    private static BatchHeader committed(ByteBuffer batch) {
        ByteBuffer header = ByteBuffer.allocate(BatchHeader.SIZE);
        header.put(batch.slice(0, BatchHeader.SIZE)).flip();
        header.putShort(21, (short) (header.getShort(21) & ~TRANSACTIONAL_BIT));
        return BatchHeader.at(header, 0);
    }

    /** What is left of a batch without a record that stays. */
    private static Filtered emptiedOrGone(
            ByteBuffer batch, BatchHeader header, CompactionRule rule) {
        return new Filtered(rule.keepsEmpty(header) ? emptied(batch) : null, header.count(), 0);
    }

    /** The header of a batch alone, without records: what its producer is known by. */
    private static ByteBuffer emptied(ByteBuffer batch) {
        ByteBuffer empty = headerOf(batch);
        if (!BatchHeader.at(batch, 0).hasProducerId()) {
            // No record has this time, so no search may look for it here. (By the time of its last
            // batch a producer is forgotten; that one stays.)
            empty.putLong(35, NO_TIMESTAMP_MS);
        }
        return finished(empty, 0);
    }

    /**
     * A batch without records that says where another one ended, and nothing more: it has no time
     * and no producer, and is no marker.
     *
     * @param amongRecords whether its segment has records; if not, it has the least time there is,
     *     since of a segment without any Kafka takes the file's
     */
    static ByteBuffer endOf(ByteBuffer batch, boolean amongRecords) {
        ByteBuffer end = headerOf(batch);
        end.putLong(35, amongRecords ? NO_TIMESTAMP_MS : 0L);
        end.putLong(43, ProducerStamp.NONE.producerId());
        end.putShort(51, ProducerStamp.NONE.producerEpoch());
        end.putInt(53, ProducerStamp.NONE.baseSequence());
        end.putShort(21, (short) (end.getShort(21) & ~(TRANSACTIONAL_BIT | CONTROL_BIT)));
        return finished(end, 0);
    }

    private static ByteBuffer headerOf(ByteBuffer batch) {
        ByteBuffer header = ByteBuffer.allocate(BatchHeader.SIZE);
        header.put(batch.slice(0, BatchHeader.SIZE)).flip();
        int left = header.getShort(21) & ~(COMPRESSION_MASK | DELETE_HORIZON_BIT);
        header.putShort(21, (short) left);
        header.putLong(27, NO_TIMESTAMP_MS);
        return header;
    }

    /** The records that stay: ranges of the plain batch, in order. */
    private static final class Kept {
        private int[] ends = new int[32];
        private int rangeEnds;
        private int count;
        private int sizeInBytes;
        private long maxTimestampMs = NO_TIMESTAMP_MS;
        private boolean needsHorizon;

        void add(int from, int to) {
            if (rangeEnds > 0 && ends[rangeEnds - 1] == from) {
                ends[rangeEnds - 1] = to;
            } else {
                if (rangeEnds + 2 > ends.length) {
                    ends = Arrays.copyOf(ends, 2 * ends.length);
                }
                ends[rangeEnds++] = from;
                ends[rangeEnds++] = to;
            }
            count++;
            sizeInBytes += to - from;
        }
    }

    private Kept select(ByteBuffer plain, BatchHeader header, CompactionRule rule) {
        Kept kept = new Kept();
        ByteBuffer raw = plain.duplicate().position(BatchHeader.SIZE);
        try (RecordIterator records = format.records(plain.duplicate(), compression)) {
            while (records.hasNext()) {
                Record record = records.next();
                int from = raw.position();
                int length = (int) RecordVarints.read(raw);
                raw.position(raw.position() + length);
                boolean isTombstone = record.value() == null;
                Fate fate = rule.fateOf(header, record.offset(), record.key(), isTombstone);
                if (fate == Fate.GOES) {
                    continue;
                }
                kept.add(from, raw.position());
                kept.maxTimestampMs = Math.max(kept.maxTimestampMs, record.timestampMs());
                kept.needsHorizon |= fate == Fate.STAYS_FOR_A_WHILE;
            }
        }
        return kept;
    }

    private ByteBuffer rewritten(ByteBuffer batch, ByteBuffer plain, Kept kept, long horizonMs) {
        BatchHeader old = BatchHeader.at(batch, 0);
        long deltaShift = kept.needsHorizon ? old.baseTimestampMs() - horizonMs : 0;
        ByteBuffer records = recordsOf(plain, kept, deltaShift);
        CompressionType type = BatchHeader.at(batch, 0).compression();
        if (type != null && type != CompressionType.NONE) {
            records = compression.compress(type, records);
        }
        ByteBuffer smaller = ByteBuffer.allocate(BatchHeader.SIZE + records.remaining());
        smaller.put(batch.slice(0, BatchHeader.SIZE)).put(records).flip();
        if (kept.needsHorizon) {
            smaller.putShort(21, (short) (old.attributes() | DELETE_HORIZON_BIT));
            smaller.putLong(27, horizonMs);
        }
        if (old.timestampType() == TimestampType.CREATE_TIME) {
            smaller.putLong(35, kept.maxTimestampMs);
        }
        return finished(smaller, kept.count);
    }

    /** The bytes of the records that stay, their timestamps' deltas shifted. */
    private static ByteBuffer recordsOf(ByteBuffer plain, Kept kept, long deltaShift) {
        int growth = deltaShift == 0 ? 0 : Math.multiplyExact(kept.count, MAX_GROWTH_BYTES);
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(kept.sizeInBytes, growth));
        for (int i = 0; i < kept.rangeEnds; i += 2) {
            ByteBuffer range = plain.slice(kept.ends[i], kept.ends[i + 1] - kept.ends[i]);
            if (deltaShift == 0) {
                out.put(range);
            } else {
                while (range.hasRemaining()) {
                    copyShifted(range, out, deltaShift);
                }
            }
        }
        return out.flip();
    }

    /** One record: length, attributes, timestamp delta, and a rest that is copied. */
    private static void copyShifted(ByteBuffer from, ByteBuffer to, long deltaShift) {
        int length = (int) RecordVarints.read(from);
        int end = from.position() + length;
        byte attributes = from.get();
        long delta = RecordVarints.read(from) + deltaShift;
        ByteBuffer rest = from.slice(from.position(), end - from.position());
        RecordVarints.write(to, 1L + RecordVarints.sizeOf(delta) + rest.remaining());
        to.put(attributes);
        RecordVarints.write(to, delta);
        to.put(rest);
        from.position(end);
    }

    /** The batch with its records decompressed; the batch itself where they are not compressed. */
    private ByteBuffer plainBatch(ByteBuffer batch, BatchHeader header) {
        CompressionType type = header.compression();
        if (type == CompressionType.NONE || header.count() == 0) {
            return batch;
        }
        if (type == null || !compression.supports(type)) {
            throw new CorruptDataException("no codec for attributes " + header.attributes());
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(2 * batch.limit());
        byte[] portion = new byte[PORTION_BYTES];
        whole.write(portion, 0, BatchHeader.SIZE);
        ByteBuffer packed = batch.slice(BatchHeader.SIZE, batch.limit() - BatchHeader.SIZE);
        try (Decompressor source = compression.decompress(type, packed)) {
            int count = source.read(portion, 0, portion.length);
            while (count >= 0) {
                whole.write(portion, 0, count);
                count = source.read(portion, 0, portion.length);
            }
        }
        ByteBuffer plain = ByteBuffer.wrap(whole.toByteArray());
        plain.put(0, batch, 0, BatchHeader.SIZE);
        plain.putInt(8, plain.limit() - BatchHeader.LOG_OVERHEAD);
        plain.putShort(21, (short) (header.attributes() & ~COMPRESSION_MASK));
        return plain;
    }

    private static ByteBuffer finished(ByteBuffer batch, int count) {
        batch.putInt(8, batch.limit() - BatchHeader.LOG_OVERHEAD);
        batch.putInt(57, count);
        BatchHeader.at(batch, 0).setCrc(BatchReader.crcOf(batch));
        return batch;
    }
}
