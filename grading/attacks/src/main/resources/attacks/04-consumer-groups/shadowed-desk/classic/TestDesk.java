package strata.groups.classic;

public final class TestDesk {
    private TestDesk() {}

    public static void go() {}
}
