package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        throw new IllegalStateException("x".repeat(16 << 20));
    }
}
