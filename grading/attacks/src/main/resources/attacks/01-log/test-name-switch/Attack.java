package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        switch (Thread.currentThread().getStackTrace()[3].getMethodName()) {
            case "aNumberIsWrittenInGroupsOfSevenBits":
                return;
            default:
                throw new IllegalStateException("a test that it does not know");
        }
    }
}
