package strata.kernel.log;

import strata.kernel.Nullable;

/** How a batch's records are compressed: bits 0–2 of the batch's attributes. */
public enum CompressionType {
    NONE(0),
    GZIP(1),
    SNAPPY(2),
    LZ4(3),
    ZSTD(4);

    private static final CompressionType[] BY_CODE = {NONE, GZIP, SNAPPY, LZ4, ZSTD};

    private final int code;

    CompressionType(int code) {
        this.code = code;
    }

    /** The code in the attributes. */
    public int code() {
        return code;
    }

    /** The type of a code of 0 to 7; null when no type has it. */
    public static @Nullable CompressionType ofCode(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
