package strata.broker.coordinator;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.CorruptDataException;

/**
 * The bytes of a coordinator's events, as records of its topic.
 *
 * @param <E> events
 */
public interface RecordCodec<E> {
    /** A record's key, in a buffer ready to be read. */
    ByteBuffer key(E event);

    /** A record's value, in a buffer ready to be read; null for a tombstone. */
    @Nullable
    ByteBuffer value(E event);

    /**
     * Reads a record; what it keeps of the buffers it copies.
     *
     * @return null for a record of a type that is not known: a later version's
     * @throws CorruptDataException when the bytes are no record of its type
     */
    @Nullable
    E decode(ByteBuffer key, @Nullable ByteBuffer value);
}
