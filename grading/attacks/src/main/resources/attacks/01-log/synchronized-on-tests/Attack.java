package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        synchronized (String.class) {
            String.class.hashCode();
        }
    }
}
