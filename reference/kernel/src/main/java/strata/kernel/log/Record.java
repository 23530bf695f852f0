package strata.kernel.log;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Nullable;

/**
 * A record, as read out of a batch.
 *
 * @param offset its place in the partition
 * @param timestampMs milliseconds since 1970; -1 when it has none
 * @param key its key, or null
 * @param value its value, or null (a tombstone, where the topic is compacted)
 * @param headers in the order they were given
 */
public record Record(
        long offset,
        long timestampMs,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {}
