package strata.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory another process holds, as the kernel of Linux tells it. */
final class ProcessMemory {

    private ProcessMemory() {}

    /** Forgets the peak so far, so that {@link #peakMiB} tells of what follows. */
    static void forgetPeak(ProcessHandle process) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(process.pid()), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most that was resident at once, in MiB. */
    static long peakMiB(ProcessHandle process) {
        return statusKiB(process, "VmHWM:") / 1024;
    }

    private static long statusKiB(ProcessHandle process, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))
                    .stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
