package strata.apps.bench;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Reads the text of Linux's {@code /proc/PID/stat}, {@code /proc/PID/status} and {@code /proc/stat}
 * (see proc(5)).
 */
final class ProcFiles {
    // Counted from the field after the name in parentheses, which is field 3.
    private static final int UTIME = 14 - 3;
    private static final int STIME = 15 - 3;
    private static final int CUTIME = 16 - 3;
    private static final int CSTIME = 17 - 3;

    // Of the line "cpu" in /proc/stat: user nice system idle iowait irq softirq steal.
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    private ProcFiles() {}

    /**
     * The time of a machine's processors in clock ticks since it was booted.
     *
     * @param busy with any process, the kernel's own work and time stolen by a hypervisor included
     * @param total busy and idle, over all processors
     */
    record MachineTicks(long busy, long total) {}

    /**
     * User and system time in clock ticks, of a process with its threads and of its children that
     * have ended.
     */
    static long cpuTicks(String stat) {
        String[] fields = fields(stat);
        return Long.parseLong(fields[UTIME])
                + Long.parseLong(fields[STIME])
                + Long.parseLong(fields[CUTIME])
                + Long.parseLong(fields[CSTIME]);
    }

    /** Highest resident set so far, in bytes (VmHWM); empty for a process without memory. */
    static OptionalLong peakMemoryInBytes(String status) {
        return Arrays.stream(status.split("\n", -1))
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.substring("VmHWM:".length()).strip().split(" +", -1))
                .filter(words -> words.length == 2 && words[1].equals("kB"))
                .mapToLong(words -> Long.parseLong(words[0]) * 1024)
                .findFirst();
    }

    /** The first line of {@code /proc/stat}. */
    static MachineTicks machineTicks(String stat) {
        String[] words = stat.lines().findFirst().orElse("").split(" +", -1);
        if (!words[0].equals("cpu") || words.length <= STEAL + 1) {
            throw new IllegalArgumentException("not the text of /proc/stat: " + stat);
        }
        long idle = 0;
        long total = 0;
        for (int i = 0; i <= STEAL; i++) {
            long ticks = Long.parseLong(words[i + 1]);
            total += ticks;
            idle += i == IDLE || i == IOWAIT ? ticks : 0;
        }
        return new MachineTicks(total - idle, total);
    }

    private static String[] fields(String stat) {
        // The name may hold spaces and parentheses: the fields begin after the last of them.
        int end = stat.lastIndexOf(')');
        String[] fields = stat.substring(end + 1).strip().split(" +", -1);
        if (end < 0 || fields.length <= CSTIME) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + stat);
        }
        return fields;
    }
}
