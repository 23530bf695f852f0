package strata.cli.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The clock, which decides what is newer than what.
 *
 * @param now what the system says
 * @param onDisk what the file system says of a file that is written now
 */
record ClockProbe(Supplier<Instant> now, Source onDisk) implements Probe {
    private static final String WHAT = "clock";
    // Strata is younger than that.
    private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");
    private static final Duration DIFFERENCE_MAX = Duration.ofSeconds(3);
    private static final String REMEDY = "sudo timedatectl set-ntp true";

    /** Where the time comes from. */
    @FunctionalInterface
    interface Source {
        Instant time() throws IOException;
    }

    @Override
    public Finding look() {
        Instant system = now.get();
        if (system.isBefore(EARLIEST)) {
            return Finding.wrong(
                    WHAT, "it says " + system + ": what is newer than what cannot be told", REMEDY);
        }
        try {
            Duration difference = Duration.between(system, onDisk.time()).abs();
            if (difference.compareTo(DIFFERENCE_MAX) > 0) {
                return Finding.warning(
                        WHAT,
                        "files are stamped "
                                + difference.toSeconds()
                                + " s away from the system's time: changes may go unnoticed",
                        REMEDY);
            }
        } catch (IOException e) {
            // The file system's own probe tells it.
        }
        return Finding.ok(WHAT, "it says " + system + ", and files are stamped so");
    }
}
