package strata.autograder.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What a confined process may see and use.
 *
 * @param readable files and folders beside the JDK; all read-only
 * @param addressSpaceBytes of memory that it may map
 * @param cpuSeconds that it may burn
 * @param threads that it may start, processes included
 * @param openFiles that it may hold
 * @param temporaryBytes that it may write, to a private {@code /tmp} in memory
 */
public record Confinement(
        List<Path> readable,
        long addressSpaceBytes,
        int cpuSeconds,
        int threads,
        int openFiles,
        int temporaryBytes) {
    public Confinement {
        readable = List.copyOf(readable);
    }

    /** The limits of a process that runs tests or compiles sources. */
    public static Confinement of(List<Path> readable, int cpuSeconds) {
        return new Confinement(readable, 6L << 30, cpuSeconds, 256, 256, 16 << 20);
    }
}
