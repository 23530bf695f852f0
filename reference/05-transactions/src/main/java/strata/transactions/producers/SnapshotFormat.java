package strata.transactions.producers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import strata.kernel.log.CorruptDataException;
import strata.kernel.transactions.ProducerView;

/**
 * Kafka's {@code .snapshot} file (ProducerSnapshot, version 1; all big-endian):
 *
 * <pre>
 *  0 version i16 = 1     2 crc u32 (CRC-32C of everything from 6 on)     6 count i32
 * 10 of each producer: producerId i64, epoch i16, lastSequence i32, lastOffset i64,
 *    offsetDelta i32, timestamp i64, coordinatorEpoch i32, currentTxnFirstOffset i64
 * </pre>
 *
 * <p>It has the last batch of each producer only. Sequence and offset are -1, and the difference 0,
 * of one that has none in its epoch; the last field is -1 where no transaction is open.
 */
final class SnapshotFormat {
    private static final short VERSION = 1;
    private static final int CRC_START = 6;
    private static final int HEAD_BYTES = 10;
    private static final int PRODUCER_BYTES = 46;
    private static final SentBatch NO_BATCH = new SentBatch(Sequences.NONE, -1L, 0, -1L);

    private SnapshotFormat() {}

    /** The file's bytes, in a new buffer ready to be read. */
    static ByteBuffer write(Collection<Producer> producers) {
        // LAB 5.3 Kafka's format, the CRC over all that comes after it
        ByteBuffer file = ByteBuffer.allocate(HEAD_BYTES + producers.size() * PRODUCER_BYTES);
        file.putShort(VERSION).putInt(0).putInt(producers.size());
        for (Producer each : producers) {
            SentBatch last = each.lastBatch();
            SentBatch told = last == null ? NO_BATCH : last;
            file.putLong(each.id())
                    .putShort(each.epoch())
                    .putInt(told.lastSequence())
                    .putLong(told.lastOffset())
                    .putInt(told.offsetDelta())
                    .putLong(each.lastTimestampMs())
                    .putInt(each.coordinatorEpoch())
                    .putLong(each.openSinceOffset());
        }
        file.flip();
        return file.putInt(Short.BYTES, crc(file));
    }

    private static int crc(ByteBuffer file) {
        CRC32C crc = new CRC32C();
        crc.update(file.duplicate().position(CRC_START));
        return (int) crc.getValue();
    }

    /**
     * Reads a file, from the buffer's position 0 to its limit.
     *
     * @throws CorruptDataException when it is none: version, CRC or length is wrong
     */
    static List<Producer> read(ByteBuffer file) {
        // LAB 5.3 nothing is believed before version, CRC and length are right
        if (file.limit() < HEAD_BYTES) {
            throw new CorruptDataException("it ends after " + file.limit() + " bytes");
        }
        if (file.getShort(0) != VERSION) {
            throw new CorruptDataException("it has version " + file.getShort(0) + ", not 1");
        }
        if (file.getInt(Short.BYTES) != crc(file)) {
            throw new CorruptDataException("its CRC is wrong");
        }
        int count = file.getInt(CRC_START);
        if (count < 0 || HEAD_BYTES + (long) count * PRODUCER_BYTES != file.limit()) {
            throw new CorruptDataException(count + " producers in " + file.limit() + " bytes");
        }
        ByteBuffer in = file.duplicate().position(HEAD_BYTES);
        List<Producer> producers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            producers.add(producer(in));
        }
        return producers;
    }

    private static Producer producer(ByteBuffer in) {
        long id = in.getLong();
        short epoch = in.getShort();
        int lastSequence = in.getInt();
        long lastOffset = in.getLong();
        int offsetDelta = in.getInt();
        long timestampMs = in.getLong();
        int coordinatorEpoch = in.getInt();
        long openSinceOffset = in.getLong();
        return Producer.stored(
                new ProducerView(
                        id, epoch, lastSequence, timestampMs, coordinatorEpoch, openSinceOffset),
                lastOffset < 0
                        ? null
                        : new SentBatch(lastSequence, lastOffset, offsetDelta, timestampMs));
    }
}
