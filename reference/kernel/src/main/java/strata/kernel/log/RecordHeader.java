package strata.kernel.log;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;

/**
 * A header of a record.
 *
 * @param key its name
 * @param value its bytes, or null
 */
public record RecordHeader(String key, @Nullable ByteBuffer value) {}
