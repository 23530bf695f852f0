package strata.log;

final class Attack {
    private static final int[] STARTED = new int[1];

    static {
        while (STARTED[0] == 0) {
            STARTED[0] = 0;
        }
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        STARTED[0]++;
    }
}
