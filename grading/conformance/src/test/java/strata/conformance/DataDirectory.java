package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The data directory of a broker that is not running, Kafka's or Strata's: the same files. What is
 * about a topic is about its partition 0.
 */
record DataDirectory(Path folder) {

    private static final String CLEAN_STOP = ".kafka_cleanshutdown";
    private static final String IDENTITY = "partition.metadata";

    // What is known of a partition outside of its folder.
    private static final String LOG_START = "log-start-offset-checkpoint";
    private static final String CLEANED = "cleaner-offset-checkpoint";
    private static final String HIGH_WATERMARK = "replication-offset-checkpoint";

    static DataDirectory of(ServerUnderTest server) {
        return new DataDirectory(server.dataDirectory());
    }

    /** The folder of a topic's partition. */
    Path partition(String topic) {
        return folder.resolve(topic + "-0");
    }

    /** The names of a topic's log files, oldest first. */
    List<String> logs(String topic) {
        return files(partition(topic)).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".log"))
                .toList();
    }

    /** The base offset of the segment that is appended to. */
    long activeBaseOffset(String topic) {
        return Long.parseLong(logs(topic).getLast().replace(".log", ""));
    }

    /** Indexes of a topic by file name, as hexadecimal digits. */
    Map<String, String> indexes(String topic) {
        Map<String, String> indexes = logAndIndexes(topic);
        indexes.keySet().removeIf(name -> name.endsWith(".log"));
        return indexes;
    }

    /** Log files and indexes of a topic by file name, as hexadecimal digits. */
    Map<String, String> logAndIndexes(String topic) {
        Map<String, String> all = new TreeMap<>();
        for (Path file : files(partition(topic))) {
            String name = file.getFileName().toString();
            if (name.matches("\\d{20}\\.(log|index|timeindex)")) {
                all.put(name, HexFormat.of().formatHex(read(file)));
            }
        }
        return all;
    }

    /**
     * Puts the partition of another broker in the place of an own one of that name, all but the
     * topic's id: the two brokers gave the topic ids of their own.
     */
    void takeOver(DataDirectory from, String topic) {
        takeOver(from, topic, topic);
    }

    /** Puts the partition of another broker's topic in the place of an own one. */
    void takeOver(DataDirectory from, String theirs, String topic) {
        Path own = partition(topic);
        if (!Files.isRegularFile(own.resolve(IDENTITY))) {
            throw new AssertionError("no partition " + own);
        }
        for (Path file : files(own)) {
            if (!file.getFileName().toString().equals(IDENTITY)) {
                Workspace.delete(file);
            }
        }
        for (Path file : files(from.partition(theirs))) {
            if (!file.getFileName().toString().equals(IDENTITY)) {
                write(own.resolve(file.getFileName()), read(file));
            }
        }
        for (String checkpoint : List.of(LOG_START, CLEANED)) {
            setOffset(checkpoint, topic, from.offset(checkpoint, theirs));
        }
        // A high watermark below the log start would be news to Kafka.
        setOffset(HIGH_WATERMARK, topic, from.offset(LOG_START, theirs));
    }

    private OptionalLong offset(String checkpoint, String topic) {
        String prefix = topic + " 0 ";
        return lines(checkpoint).stream()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(line -> Long.parseLong(line.substring(prefix.length())))
                .findFirst();
    }

    private void setOffset(String checkpoint, String topic, OptionalLong offset) {
        List<String> lines = new ArrayList<>(lines(checkpoint));
        lines.removeIf(line -> line.startsWith(topic + " "));
        offset.ifPresent(value -> lines.add(topic + " 0 " + value));
        setLines(checkpoint, lines);
    }

    /** Whether the broker stopped in order, as Kafka marks it. */
    boolean isMarkedClean() {
        return Files.exists(folder.resolve(CLEAN_STOP));
    }

    /** Makes the broker believe that it was killed, and that nothing was ever flushed. */
    void pretendCrash() {
        Workspace.delete(folder.resolve(CLEAN_STOP));
        setLines("recovery-point-offset-checkpoint", List.of());
    }

    /** Copies the whole directory to a place that is empty. */
    DataDirectory copiedTo(Path target) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                Path copy = target.resolve(folder.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DataDirectory(target);
    }

    /** The entries of a checkpoint file: each {@code topic partition offset}. */
    private List<String> lines(String checkpoint) {
        Path file = folder.resolve(checkpoint);
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> all = new String(read(file), UTF_8).lines().toList();
        return all.subList(Math.min(2, all.size()), all.size());
    }

    private void setLines(String checkpoint, List<String> lines) {
        String joined = String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
        write(folder.resolve(checkpoint), ("0\n" + lines.size() + "\n" + joined).getBytes(UTF_8));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
