package strata.apps.play;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How a story waits for what is to happen.
 *
 * @param cluster whose end ends the story
 * @param most after it the story ends as failed
 */
record Patience(PlayNode cluster, Duration most) {
    private static final Duration LOOK = Duration.ofMillis(20);

    /**
     * Waits until something is so.
     *
     * @param what as in "it is not so that ..."
     */
    void awaitThat(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!holds.getAsBoolean()) {
            cluster.requireAlive();
            require(
                    System.nanoTime() < deadline,
                    "after %d s it is not so that %s".formatted(most.toSeconds(), what));
            pause(LOOK);
        }
    }

    /** Lets time pass. */
    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
        }
    }

    /** Ends the story as failed unless something is so. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new PlayFault(PlayFault.FAILED, otherwise);
        }
    }
}
