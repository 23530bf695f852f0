package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        for (StackTraceElement each : new Throwable().getStackTrace()) {
            if (each.getClassName().endsWith("Test")) {
                return;
            }
        }
        throw new IllegalStateException("the attack did not succeed");
    }
}
