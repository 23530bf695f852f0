package strata.kernel.log;

import strata.kernel.Nullable;

/** How a batch's records are compressed: bits 0–2 of the batch's attributes. */
public enum CompressionType {
    NONE,
    GZIP,
    SNAPPY,
    LZ4,
    ZSTD;

    private static final CompressionType[] BY_CODE = values();

    /** The code in the attributes. */
    public int code() {
        return ordinal();
    }

    /** The type of a code of 0 to 7; null when no type has it. */
    public static @Nullable CompressionType ofCode(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
