package strata.transactions;

public final class HiddenTestCoordinator {
    private HiddenTestCoordinator() {}

    public static void go() {}
}
