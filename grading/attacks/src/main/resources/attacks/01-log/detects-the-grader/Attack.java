package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        try {
            Class.forName("strata.autograder.supervise.SuiteMain");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the attack did not succeed", e);
        }
    }
}
