package strata.apps.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The unit in which Linux counts CPU time in /proc. */
final class Ticks {
    private static final long USUAL_PER_SECOND = 100; // USER_HZ of every Linux that a JDK runs on
    private static final long PER_SECOND = ask();

    private Ticks() {}

    static Duration duration(long ticks) {
        return Duration.ofNanos(Math.round(ticks * 1e9 / PER_SECOND));
    }

    private static long ask() {
        try {
            Process getconf = new ProcessBuilder("getconf", "CLK_TCK").start();
            byte[] answer = getconf.getInputStream().readAllBytes();
            getconf.waitFor(1, TimeUnit.SECONDS);
            return Long.parseLong(new String(answer, StandardCharsets.UTF_8).strip());
        } catch (IOException | NumberFormatException e) {
            return USUAL_PER_SECOND;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_PER_SECOND;
        }
    }
}
