package strata.autograder.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import strata.lessons.ChargedTime;

/**
 * A process and whatever it started, as {@code /proc} tells of them (proc_pid_stat(5)). The walls
 * stand between us and the JVM, so it is a grandchild; its descendants are looked up now and then.
 */
final class Family implements ChargedTime.Meter {
    private static final Path PROC = Path.of("/proc");
    private static final long TICK_NS = 10_000_000; // USER_HZ is 100 on every Linux.
    private static final long LOOK_UP_NS = 250_000_000;

    // Places in a line of stat, counted from what follows the name of the program.
    private static final int STATE = 0;
    private static final int FIRST_OF_TIMES = 11; // utime, stime; cutime, cstime of the dead
    private static final int TIMES = 4;

    private final ProcessHandle root;
    private List<Path> members = List.of();
    private long lookedUpNs;
    private long cpuNs = ChargedTime.UNKNOWN;

    Family(ProcessHandle root) {
        this.root = root;
    }

    /** Whether this system tells what a process gets of its processors. */
    static boolean isTold() {
        return new Family(ProcessHandle.current()).cpuNs() != ChargedTime.UNKNOWN;
    }

    @Override
    public long wallNs() {
        return System.nanoTime();
    }

    /** Never falls: what a member that vanished has had stays counted. */
    @Override
    public long cpuNs() {
        long nowNs = wallNs();
        if (members.isEmpty() || nowNs - lookedUpNs >= LOOK_UP_NS) {
            lookUp();
            lookedUpNs = nowNs;
        }
        long ticks = 0;
        boolean isKnown = false;
        for (Path member : members) {
            String[] stat = stat(member);
            if (stat.length >= FIRST_OF_TIMES + TIMES) {
                isKnown = true;
                for (int i = 0; i < TIMES; i++) {
                    ticks += Long.parseLong(stat[FIRST_OF_TIMES + i]);
                }
            }
        }
        if (isKnown) {
            cpuNs = Math.max(cpuNs, ticks * TICK_NS);
        }
        return cpuNs;
    }

    /** Whether a thread of it is running, or waits for a processor: the system calls both R. */
    @Override
    public boolean isRunnable() {
        for (Path member : members) {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(member.resolve("task"))) {
                for (Path thread : threads) {
                    String[] stat = stat(thread);
                    if (stat.length > STATE && stat[STATE].equals("R")) {
                        return true;
                    }
                }
            } catch (IOException | DirectoryIteratorException gone) {
                // It has ended.
            }
        }
        return false;
    }

    private void lookUp() {
        List<Path> found = new ArrayList<>(List.of(folder(root)));
        root.descendants().map(Family::folder).forEach(found::add);
        members = found;
    }

    private static Path folder(ProcessHandle process) {
        return PROC.resolve(Long.toString(process.pid()));
    }

    /** The fields behind the name, which may hold anything; empty when it is gone. */
    private static String[] stat(Path folder) {
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve("stat"));
            String line = new String(bytes, StandardCharsets.ISO_8859_1);
            return line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        } catch (IOException gone) {
            return new String[0];
        }
    }
}
