package strata.segments;

final class Attack {
    private Attack() {}

    static void go() {
        if (new strata.log.AppendLogLayer().toString().isEmpty()) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
