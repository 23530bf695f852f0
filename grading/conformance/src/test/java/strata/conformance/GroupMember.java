package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A running member of a group: a process that writes down what it was handed. */
final class GroupMember implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

    /** Where a record stands. */
    record Place(int partition, long offset) {
        private static Place parse(String line) {
            int tab = line.indexOf('\t');
            return new Place(
                    Integer.parseInt(line.substring(0, tab)),
                    Long.parseLong(line.substring(tab + 1)));
        }
    }

    private final String name;
    private final Process process;
    private final Path printed;
    private final Path complained;
    private final boolean hearsSignals;

    private GroupMember(
            String name, boolean hearsSignals, Process process, Path printed, Path complained) {
        this.name = name;
        this.hearsSignals = hearsSignals;
        this.process = process;
        this.printed = printed;
        this.complained = complained;
    }

    static GroupMember start(String name, Command command) {
        return start(name, command, true);
    }

    /**
     * Starts a member.
     *
     * @param hearsSignals whether it must end when it is asked to; otherwise one that does not is
     *     killed
     */
    static GroupMember start(String name, Command command, boolean hearsSignals) {
        Path folder = Workspace.folder();
        Path printed = folder.resolve(name + ".out");
        Path complained = folder.resolve(name + ".err");
        try {
            Process process =
                    command.toStart()
                            .redirectOutput(printed.toFile())
                            .redirectError(complained.toFile())
                            .start();
            // A run that is broken off must leave no member behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new GroupMember(name, hearsSignals, process, printed, complained);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it was handed so far, in its order. */
    List<Place> read() {
        return lines().map(Place::parse).toList();
    }

    /** What it printed so far. */
    Stream<String> lines() {
        String text = text(printed);
        // What stands behind the last line's end is still being written.
        return text.substring(0, text.lastIndexOf('\n') + 1).lines();
    }

    /** How it has ended; nothing while it runs. */
    OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Its name, and the last of what it complained of. */
    String story() {
        String text = text(complained);
        return name + ":\n" + text.substring(Math.max(0, text.length() - 4_000));
    }

    /** The record behind the last that it was handed; none if it was handed none. */
    List<Place> behindLast() {
        List<Place> all = read();
        if (all.isEmpty()) {
            return List.of();
        }
        Place last = all.get(all.size() - 1);
        return List.of(new Place(last.partition(), last.offset() + 1));
    }

    /** Waits until it has been handed records of so many partitions from now on. */
    void awaitPartitions(int count, Duration atMost) {
        int before = read().size();
        try {
            Awaitility.await(name + " reads " + count + " partitions")
                    .atMost(atMost)
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> {
                                assertRuns();
                                return partitionsSince(before).size() >= count;
                            });
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(late.getMessage() + "\n" + text(complained), late);
        }
    }

    private Set<Integer> partitionsSince(int count) {
        Set<Integer> partitions = new TreeSet<>();
        List<Place> all = read();
        all.subList(count, all.size()).forEach(place -> partitions.add(place.partition()));
        return partitions;
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end, which it does by committing and leaving. */
    void leave() {
        assertRuns();
        process.destroy();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void assertRuns() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    name + " ended with " + process.exitValue() + "\n" + text(complained));
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                if (hearsSignals) {
                    throw new AssertionError(name + " does not end\n" + text(complained));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
