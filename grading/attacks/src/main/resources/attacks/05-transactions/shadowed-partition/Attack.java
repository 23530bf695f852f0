package strata.transactions;

final class Attack {
    private Attack() {}

    static void go() {
        TestPartition.go();
        HiddenTestCoordinator.go();
    }
}
