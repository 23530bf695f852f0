package strata.apps.capstone;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import strata.apps.play.PlayFault;

/** Lets time pass. */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
        }
    }
}
