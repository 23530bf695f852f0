package strata.replication.quorum;

public final class TestVoter {
    private TestVoter() {}

    public static void go() {}
}
