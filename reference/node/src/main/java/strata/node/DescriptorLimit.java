package strata.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many files a node keeps open unless it is told: half of what its process may. */
final class DescriptorLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";
    // Where the process cannot ask; the JVM has raised the limit to 10,240 on macOS.
    private static final int UNKNOWN = 4_096;
    // More than this gain nothing: a file that is opened anew costs some microseconds.
    private static final int MOST = 10_000;

    private DescriptorLimit() {}

    /** The other half is for sockets, the program itself, and files that are sent at the moment. */
    static int filesMax() {
        if (!Files.exists(LIMITS)) {
            return UNKNOWN;
        }
        try {
            return filesMax(Files.readAllLines(LIMITS));
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /**
     * @param limits the lines of {@code /proc/PID/limits} (proc_pid_limits(5)): name, soft limit,
     *     hard limit, unit
     */
    static int filesMax(List<String> limits) {
        for (String line : limits) {
            if (line.startsWith(LINE)) {
                String soft = line.substring(LINE.length()).trim().split(" +", -1)[0];
                return soft.matches("\\d{1,9}") ? Math.min(Integer.parseInt(soft) / 2, MOST) : MOST;
            }
        }
        return UNKNOWN;
    }
}
