package strata.transactions;

final class Attack {
    private Attack() {}

    static void go() {
        if (new TestProducerIds().take() < 0) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
