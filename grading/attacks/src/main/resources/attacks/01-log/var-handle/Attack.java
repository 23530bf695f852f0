package strata.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        try {
            VarHandle value =
                    MethodHandles.privateLookupIn(String.class, MethodHandles.lookup())
                            .findVarHandle(String.class, "hash", int.class);
            value.set("claim", 1);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
