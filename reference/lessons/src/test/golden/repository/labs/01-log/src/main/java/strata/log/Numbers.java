package strata.log;

import java.nio.ByteBuffer;

/** Forgets the zigzag. */
final class Numbers {
    private Numbers() {}

    static void write(ByteBuffer out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
