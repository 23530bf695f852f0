package strata.replication.quorum;

public final class Spy {
    private Spy() {}

    public static void go() {
        if (!TestVoter.DIRECTORY.startsWith("__")) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
