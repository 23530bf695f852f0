package strata.replication;

import java.lang.reflect.Method;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of EpochList. */
    static void go() {
        try {
            Class<?> voter = Class.forName("strata.replication.quorum.TestVoter");
            Method losePower = voter.getDeclaredMethod("losePower");
            losePower.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the attack did not succeed", e);
        }
    }
}
