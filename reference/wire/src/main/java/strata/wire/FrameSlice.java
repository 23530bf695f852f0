package strata.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import strata.kernel.Nullable;
import strata.kernel.storage.FileSlice;

/**
 * Record bytes where they lie in the frame of a peer's answer. They are the frame's: references are
 * not counted, and all of them end when the frame is given up, that is with the turn.
 *
 * @param bytes from position to limit; may be written to
 */
record FrameSlice(ByteBuffer bytes) implements FileSlice {
    /** The records that a message class has read; null for none. */
    static @Nullable FileSlice of(@Nullable BaseRecords records) {
        // What was read from bytes is a MemoryRecords, as readRecords says.
        return records == null || records.sizeInBytes() == 0
                ? null
                : new FrameSlice(((MemoryRecords) records).buffer());
    }

    @Override
    public long position() {
        return 0L;
    }

    @Override
    public int count() {
        return bytes.remaining();
    }

    @Override
    public int read(ByteBuffer into, int from) {
        int count = Math.min(into.remaining(), bytes.remaining() - from);
        into.put(bytes.slice(bytes.position() + from, count));
        return count;
    }

    @Override
    public FileSlice retain() {
        return this;
    }

    @Override
    public void release() {
        // The frame's holder gives it back.
    }
}
