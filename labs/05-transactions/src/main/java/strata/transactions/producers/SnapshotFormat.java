package strata.transactions.producers;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import strata.kernel.Todo;
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
        throw Todo.step("5.3", "Kafka's format, the CRC over all that comes after it");
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
        throw Todo.step("5.3", "nothing is believed before version, CRC and length are right");
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
