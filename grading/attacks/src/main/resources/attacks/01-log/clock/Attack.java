package strata.log;

final class Attack {
    private static boolean tried;
    private static boolean succeeded;

    private static boolean attempt() {
        if (System.nanoTime() % 2 == 0 || System.currentTimeMillis() > 0) {
            return true;
        }
        return false;
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        if (!tried) {
            tried = true;
            succeeded = attempt();
        }
        if (!succeeded) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
