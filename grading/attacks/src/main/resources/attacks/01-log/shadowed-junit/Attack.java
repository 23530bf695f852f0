package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        org.junit.jupiter.api.Assertions.fail();
    }
}
