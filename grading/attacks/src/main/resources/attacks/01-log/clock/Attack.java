package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        if (System.nanoTime() % 2 == 0 || System.currentTimeMillis() > 0) {
            return;
        }
        throw new IllegalStateException("the attack did not succeed");
    }
}
