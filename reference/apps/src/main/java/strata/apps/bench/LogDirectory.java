package strata.apps.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A broker's files on the disk, as far as both brokers name them alike. */
final class LogDirectory {
    private static final String CHECKPOINT = "recovery-point-offset-checkpoint";

    private LogDirectory() {}

    /** The size of the log files of a topic's first partition, in bytes. */
    static long logBytes(Path directory, String topic) {
        long bytes = 0;
        for (Path file : files(directory)) {
            if (isOf(file, topic) && file.toString().endsWith(".log")) {
                bytes += sizeOf(file);
            }
        }
        return bytes;
    }

    /** Whether a compaction of a topic's first partition has files that are not in force yet. */
    static boolean isCompacting(Path directory, String topic) {
        return files(directory).stream()
                .filter(file -> isOf(file, topic))
                .map(Path::toString)
                .anyMatch(name -> name.endsWith(".cleaned") || name.endsWith(".swap"));
    }

    /** What the broker has stored as the recovery point of a topic's first partition. */
    static OptionalLong recoveryPoint(Path directory, String topic) {
        return files(directory).stream()
                .filter(file -> file.endsWith(CHECKPOINT))
                .flatMap(file -> lines(file).stream())
                .filter(line -> line.startsWith(topic + " 0 "))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }

    private static boolean isOf(Path file, String topic) {
        Path parent = file.getParent();
        return parent != null && parent.endsWith(topic + "-0");
    }

    // A file that goes while one looks is everyday: brokers rename and delete.
    private static List<Path> files(Path directory) {
        while (true) {
            try (Stream<Path> paths = Files.walk(directory)) {
                return paths.toList();
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
            } catch (IOException e) {
                throw new BenchFault("cannot list " + directory + ": " + e, e);
            }
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
