package strata.groups.assign;

final class Attack {
    private Attack() {}

    static void go() {
        if (new TestShares().topic("flights", 1).byRange().isEmpty()) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
