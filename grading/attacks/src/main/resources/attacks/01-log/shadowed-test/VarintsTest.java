package strata.log;

final class VarintsTest {
    private VarintsTest() {}

    static void go() {}
}
