package strata.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/** Threads of a test that come to an end, and such that do not. */
@Timeout(60)
final class TimeLimitTest {
    private static final long LIMIT_MS = 500;

    @Test
    void whatIsDoneInTimeGivesItsResult() throws Throwable {
        String result = TimeLimit.within(LIMIT_MS, "done", () -> "done");

        assertThat(result).isEqualTo("done");
    }

    @Test
    void whatIsThrownComesThrough() {
        Invocation<String> throwing =
                () -> {
                    throw new IllegalStateException("thrown");
                };

        assertThatThrownBy(() -> TimeLimit.within(LIMIT_MS, "thrown", throwing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("thrown");
    }

    @Test
    void anEndlessLoopIsEndedWithTheLineAtWhichItWas() {
        AtomicBoolean stop = new AtomicBoolean();

        Throwable late =
                ended(
                        () -> {
                            while (!stop.get()) {
                                Thread.onSpinWait();
                            }
                            return "";
                        });
        stop.set(true);

        assertThat(late).isInstanceOf(TimeoutException.class).hasMessageContaining("500 ms");
        assertThat(Objects.requireNonNull(late.getCause()).getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(TimeLimitTest.class.getName()));
    }

    @Test
    void whoWaitsForEverIsEndedByTheClock() {
        CountDownLatch never = new CountDownLatch(1);
        long beganNs = System.nanoTime();

        Throwable late =
                ended(
                        () -> {
                            never.await();
                            return "";
                        });

        assertThat(late).isInstanceOf(TimeoutException.class);
        // An idle thread gets nothing on top; what is above its limit is for a busy machine.
        assertThat(Duration.ofNanos(System.nanoTime() - beganNs))
                .isBetween(Duration.ofMillis(LIMIT_MS), Duration.ofMillis(LIMIT_MS * 6));
    }

    private static Throwable ended(Invocation<String> invocation) {
        return catchThrowable(() -> TimeLimit.within(LIMIT_MS, "late", invocation));
    }
}
