package strata.segments;

final class Attack {
    private Attack() {}

    static void go() {
        try {
            Class.forName("strata.log.AppendLogLayer");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the attack did not succeed", e);
        }
    }
}
