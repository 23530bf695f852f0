package strata.apps.play;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The node that the story is about: a process of its own, on a data directory of its own.
 *
 * <p>Not thread-safe, but {@link #close} may be called from a shutdown hook.
 */
final class PlayNode implements AutoCloseable {
    private static final String READY = "ready: bootstrap.servers=";
    private static final String LAYERS = "layers: ";
    private static final String MAIN_CLASS = "strata.cli.Main";
    private static final String REASON = "strata up: ";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long LOOK_MS = 10;
    private static final int EXIT_SECONDS_MAX = 10;

    private final List<String> template;
    private final Path home;
    private int startCount;
    // Of the newest process; a node that comes up again listens where it did before.
    private int port;
    private Process process;
    private Path log;
    private String bootstrap = "";
    // Nodes of a cluster that were started again, by id: the newest process of each.
    private final Map<Integer, Process> startedAgain = new LinkedHashMap<>();
    private boolean closed;

    private PlayNode(List<String> template, Path home) {
        this.template = template;
        this.home = home;
        launch();
    }

    /**
     * Starts a node in a new folder for temporary files, and waits until it serves.
     *
     * @param template its command line, where {@code {port}} and {@code {data}} stand for those
     */
    static PlayNode start(List<String> template) {
        Path home = TemporaryFolder.create("strata-play-");
        PlayNode node;
        try {
            node = new PlayNode(template, home);
        } catch (PlayFault e) {
            TemporaryFolder.delete(home);
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        node.awaitReady();
        return node;
    }

    private synchronized void launch() {
        if (closed) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted");
        }
        startCount++;
        log = home.resolve("node-" + startCount + ".log");
        List<String> command =
                template.stream()
                        .map(word -> word.replace("{port}", Integer.toString(port)))
                        .map(word -> word.replace("{data}", data().toString()))
                        .toList();
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(
                                    new File(File.separatorChar == '\\' ? "NUL" : "/dev/null"))
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "cannot start the node: " + e, e);
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (port == 0 || !said(READY)) {
            requireAlive();
            if (System.nanoTime() > deadline) {
                throw new PlayFault(
                        PlayFault.ENVIRONMENT,
                        "the node was not ready after " + START_TIMEOUT.toSeconds() + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
            }
            if (port == 0 && said(READY)) {
                bootstrap = bootstrapOf(line(READY));
                port = portOf(line(READY));
            }
        }
    }

    private static String bootstrapOf(String readyLine) {
        return readyLine.substring(READY.length()).split("\\s", 2)[0];
    }

    /** The port in {@code ready: bootstrap.servers=127.0.0.1:9092 data=…}. */
    static int portOf(String readyLine) {
        String address = bootstrapOf(readyLine);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Where clients reach it. */
    String bootstrap() {
        return bootstrap;
    }

    /** What it runs on, as its first line says. */
    String layers() {
        return said(LAYERS) ? line(LAYERS) : "";
    }

    Path data() {
        return home.resolve("data");
    }

    long pid() {
        return process.pid();
    }

    /** The process of one node of a cluster, as {@code node 2: process 4711 at …} tells it. */
    ProcessHandle processOf(int nodeId) {
        Optional<ProcessHandle> again = startedAgain(nodeId);
        if (again.isPresent()) {
            return again.get();
        }
        String start = "node " + nodeId + ": process ";
        return ProcessHandle.of(
                        Long.parseLong(line(start).substring(start.length()).split(" ", 2)[0]))
                .orElseThrow(
                        () ->
                                new PlayFault(
                                        PlayFault.FAILED,
                                        "node " + nodeId + " has ended. It said:\n" + saidLast()));
    }

    private synchronized Optional<ProcessHandle> startedAgain(int nodeId) {
        return Optional.ofNullable(startedAgain.get(nodeId))
                .filter(Process::isAlive)
                .map(Process::toHandle);
    }

    /** Starts one node of a cluster again, after its process was killed. */
    synchronized void startAgain(int nodeId) {
        if (closed) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted");
        }
        List<String> command =
                new ArrayList<>(template.subList(0, template.indexOf(MAIN_CLASS) + 1));
        command.addAll(
                List.of("node", "--config", data().resolve("node-" + nodeId + ".properties") + ""));
        try {
            // It stops when its standard input ends: that is a pipe from here.
            startedAgain.put(
                    nodeId,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(home.resolve("node-" + nodeId + "-again.log").toFile())
                            .start());
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "cannot start the node: " + e, e);
        }
    }

    /**
     * What its recovery said when it started last: {@code rivers-0: cut 81 bytes off the end: …};
     * empty if it cut nothing.
     */
    String cut(String partition) {
        String start = partition + ": cut ";
        return lines().stream()
                .filter(line -> line.contains(start) && line.contains(" bytes off the end: "))
                .map(line -> line.substring(line.indexOf(start)))
                .findFirst()
                .orElse("");
    }

    /** Ends the story if the node has ended: with the reason that it gave. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new PlayFault(
                    process.exitValue() == 0 ? PlayFault.FAILED : process.exitValue(),
                    "the node has ended. It said:\n" + saidLast());
        }
    }

    /** Starts it again after a {@link #kill}, and gives the time until it serves. */
    Duration restart() {
        long startedNanos = System.nanoTime();
        launch();
        awaitReady();
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Kills it as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new PlayFault(
                        PlayFault.ENVIRONMENT, "process " + process.pid() + " cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and deletes its data. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Stream.concat(process.descendants(), startedAgain.values().stream().map(Process::toHandle))
                .forEach(ProcessHandle::destroyForcibly);
        kill();
        TemporaryFolder.delete(home);
    }

    private boolean said(String start) {
        return lines().stream().anyMatch(line -> line.startsWith(start));
    }

    private String line(String start) {
        return lines().stream().filter(line -> line.startsWith(start)).findFirst().orElse(start);
    }

    /** The reason that it gave; without one, the last that it said at all. */
    private String saidLast() {
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(REASON)) {
                return String.join("\n", lines.subList(i, lines.size()));
            }
        }
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private List<String> lines() {
        try {
            // What is written half only is looked at again.
            return Files.readString(log).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
