package strata.conformance;

import java.util.Locale;

/** How a client compresses its batches. */
enum Codec {
    NONE(0),
    GZIP(1),
    SNAPPY(2),
    LZ4(3),
    ZSTD(4);

    private final int number;

    Codec(int number) {
        this.number = number;
    }

    /** The number in the attributes of a batch's header. */
    int number() {
        return number;
    }

    /** The name by which all clients know it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
