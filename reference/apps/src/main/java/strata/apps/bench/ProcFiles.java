package strata.apps.bench;

import java.util.Arrays;
import java.util.OptionalLong;

/** Reads the text of Linux's {@code /proc/PID/stat} and {@code /proc/PID/status} (see proc(5)). */
final class ProcFiles {
    // Counted from the field after the name in parentheses, which is field 3.
    private static final int UTIME = 14 - 3;
    private static final int STIME = 15 - 3;

    private ProcFiles() {}

    /** User and system time of a process and its threads, in clock ticks. */
    static long cpuTicks(String stat) {
        // The name may hold spaces and parentheses: the fields begin after the last of them.
        int end = stat.lastIndexOf(')');
        String[] fields = stat.substring(end + 1).strip().split(" +");
        if (end < 0 || fields.length <= STIME) {
            throw new IllegalArgumentException("not a /proc/PID/stat line: " + stat);
        }
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    }

    /** Highest resident set so far, in bytes (VmHWM); empty for a process without memory. */
    static OptionalLong peakMemoryInBytes(String status) {
        return Arrays.stream(status.split("\n"))
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.substring("VmHWM:".length()).strip().split(" +"))
                .filter(words -> words.length == 2 && words[1].equals("kB"))
                .mapToLong(words -> Long.parseLong(words[0]) * 1024)
                .findFirst();
    }
}
