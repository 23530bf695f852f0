package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        System.setProperty("junit.jupiter.execution.timeout.default", "1 ns");
    }
}
