package strata.log;

final class Attack {
    private static final int[] STARTED = new int[0];

    static {
        STARTED[0] = 1;
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        STARTED[0]++;
    }
}
