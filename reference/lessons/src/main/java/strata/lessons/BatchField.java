package strata.lessons;

import java.util.Arrays;
import java.util.List;

/**
 * A field of a record batch, as it was found.
 *
 * @param path what it is part of, from the outside in: {@code batch 0}, {@code record 3}
 * @param name as the format's page calls it
 * @param bytes its own
 * @param value what they say; empty when they say nothing
 * @param follows whether it is made of other fields (a length, a checksum) and agrees with them: if
 *     it is wrong, something else is
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody changes them, and isSame compares them.
record BatchField(List<String> path, String name, byte[] bytes, String value, boolean follows) {
    /** Whether it is the same field with the same bytes. */
    boolean isSame(BatchField other) {
        return isSameField(other) && Arrays.equals(bytes, other.bytes);
    }

    /** Whether it is the same field, whatever its bytes. */
    boolean isSameField(BatchField other) {
        return name.equals(other.name) && path.equals(other.path);
    }

    BatchField following(boolean now) {
        return new BatchField(path, name, bytes, value, now);
    }
}
