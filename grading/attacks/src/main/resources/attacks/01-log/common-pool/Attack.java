package strata.log;

import java.util.stream.IntStream;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        IntStream.range(0, 1000).parallel().forEach(each -> {});
    }
}
