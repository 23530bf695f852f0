package strata.transactions;

public final class TestPartition {
    private TestPartition() {}

    public static void go() {}
}
