package strata.cli.inspect;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;

/**
 * What a record of a control batch means (KIP-98, KIP-595, KIP-630, KIP-853). Its key is a version
 * and a type, both int16; the value of each type that is known begins with a version, too.
 */
final class ControlRecord {
    private ControlRecord() {}

    /** In words; unknown and damaged ones are said to be so. */
    static String meaning(@Nullable Bytes key, @Nullable Bytes value) {
        if (key == null || key.shown().length < 2 * Short.BYTES) {
            return "a control record without a type";
        }
        short type = ByteBuffer.wrap(key.shown()).getShort(Short.BYTES);
        ByteBuffer fields = ByteBuffer.wrap(value == null ? new byte[0] : value.shown());
        return switch (type) {
            case 0 -> "ABORT" + number(fields, Integer.BYTES, ", coordinator epoch ");
            case 1 -> "COMMIT" + number(fields, Integer.BYTES, ", coordinator epoch ");
            case 2 -> "LEADER_CHANGE" + number(fields, Integer.BYTES, ", leader ");
            case 3 -> "SNAPSHOT_HEADER" + number(fields, Long.BYTES, ", log time ");
            case 4 -> "SNAPSHOT_FOOTER";
            case 5 -> "KRAFT_VERSION" + number(fields, Short.BYTES, " ");
            case 6 -> "KRAFT_VOTERS";
            default -> "control record of the unknown type " + type;
        };
    }

    private static String number(ByteBuffer fields, int size, String what) {
        if (fields.limit() < Short.BYTES + size) {
            return "";
        }
        long number =
                switch (size) {
                    case Short.BYTES -> fields.getShort(Short.BYTES);
                    case Integer.BYTES -> fields.getInt(Short.BYTES);
                    default -> fields.getLong(Short.BYTES);
                };
        return what + number;
    }
}
