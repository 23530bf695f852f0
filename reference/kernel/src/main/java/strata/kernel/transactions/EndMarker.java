package strata.kernel.transactions;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.CorruptDataException;

/**
 * What the one record of a control batch says: how a transaction has ended (KIP-98). Its key is
 * version i16 (0) and type i16 (0 abort, 1 commit), its value EndTxnMarker: version i16 (0) and
 * coordinator epoch i32. Later versions only add at the end.
 *
 * @param committed false for aborted
 * @param coordinatorEpoch the leader epoch in which the coordinator leads its partition of {@code
 *     __transaction_state}
 */
public record EndMarker(boolean committed, int coordinatorEpoch) {
    private static final short VERSION = 0;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;

    /** The key of its record, in a new buffer ready to be read. */
    public ByteBuffer key() {
        return ByteBuffer.allocate(2 * Short.BYTES)
                .putShort(VERSION)
                .putShort(committed ? COMMIT : ABORT)
                .flip();
    }

    /** The value of its record, in a new buffer ready to be read. */
    public ByteBuffer value() {
        return ByteBuffer.allocate(Short.BYTES + Integer.BYTES)
                .putShort(VERSION)
                .putInt(coordinatorEpoch)
                .flip();
    }

    /**
     * Reads a control record; neither buffer is moved.
     *
     * @return null for a control record of another kind: a quorum's, say
     * @throws CorruptDataException when the bytes are no control record
     */
    public static @Nullable EndMarker of(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        if (key == null || key.remaining() < 2 * Short.BYTES) {
            throw new CorruptDataException("a control record's key ends early");
        }
        if (key.getShort(key.position()) < 0) {
            throw new CorruptDataException("a control record of a negative version");
        }
        short type = key.getShort(key.position() + Short.BYTES);
        if (type != ABORT && type != COMMIT) {
            return null;
        }
        if (value == null || value.remaining() < Short.BYTES + Integer.BYTES) {
            throw new CorruptDataException("the end of a transaction ends early");
        }
        if (value.getShort(value.position()) < 0) {
            throw new CorruptDataException("the end of a transaction of a negative version");
        }
        return new EndMarker(type == COMMIT, value.getInt(value.position() + Short.BYTES));
    }
}
