package strata.log;

final class Attack {
    private static native int answer();

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        System.load("/tmp/strata-attack.so");
        answer();
    }
}
