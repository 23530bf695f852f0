package strata.conformance;

import java.util.Locale;

/** How a client compresses its batches; the constants' order is the number in a batch's header. */
enum Codec {
    NONE,
    GZIP,
    SNAPPY,
    LZ4,
    ZSTD;

    /** The name by which all clients know it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
