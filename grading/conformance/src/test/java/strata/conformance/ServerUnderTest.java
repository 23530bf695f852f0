package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One broker as a process of its own: it may be killed, restarted on the same data and the same
 * port, and stopped. Tests know nothing of it but its address, its data directory, its output and
 * its process.
 */
final class ServerUnderTest implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

    private final Broker broker;
    private final Path folder;
    private final int port;

    /** What was launched last: the JVM, or a script with the JVM below it. */
    private Process launched;

    private ServerUnderTest(Broker broker, Path folder, int port) {
        this.broker = broker;
        this.folder = folder;
        this.port = port;
        this.launched = launch();
        // A run that is broken off must leave no server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::destroyAll));
    }

    /** Starts this run's broker on a free port, with its data in a new folder below target/. */
    static ServerUnderTest start(String name) {
        return start(Broker.ofThisRun(), name);
    }

    /** Starts {@code broker} on a free port, with its data in a new folder below target/. */
    static ServerUnderTest start(Broker broker, String name) {
        return start(broker, name, freePort());
    }

    /** Starts {@code broker} on a port that was found free, with its data below target/. */
    static ServerUnderTest start(Broker broker, String name, int port) {
        Path folder = Workspace.freshFolder(name);
        broker.prepare(folder, port);
        return new ServerUnderTest(broker, folder, port);
    }

    /** Where a broker that was started in {@code folder} keeps its data. */
    static Path dataDirectory(Path folder) {
        return folder.resolve("data");
    }

    /**
     * Returns a port of 127.0.0.1 that nobody listens on. It lies below the range from which the
     * system takes the local ports of outgoing connections, so that none of those can take it while
     * a killed server is down.
     */
    static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port between 20000 and 32000");
    }

    /** The port of 127.0.0.1 on which clients are served; the same after a restart. */
    int port() {
        return port;
    }

    /** {@code host:port}, as clients want it. */
    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    Path dataDirectory() {
        return dataDirectory(folder);
    }

    /** Everything that the process printed, over all its starts. */
    String output() {
        try {
            return Files.readString(outputFile(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that serves: the launched one or, where that is a script, the JVM below it. */
    ProcessHandle process() {
        return tree().filter(p -> p.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(launched.toHandle());
    }

    /** What was launched last: where it ends by itself, how. */
    Process launched() {
        return launched;
    }

    /**
     * Starts the process again, on the same data and port, after {@link #kill} or {@link #stop}.
     */
    void restart() {
        launched = launch();
    }

    /** Ends the process as {@code kill -9} does, and returns when it is gone. */
    void kill() {
        destroyAll().forEach(ServerUnderTest::isGoneInTime);
    }

    /** Asks the process to end, and returns when it is gone; kills it when that takes too long. */
    void stop() {
        List<ProcessHandle> all = servingFirst();
        all.getFirst().destroy();
        if (!all.stream().allMatch(ServerUnderTest::isGoneInTime)) {
            kill();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Process launch() {
        ProcessBuilder builder =
                new ProcessBuilder(broker.command(folder, port))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()));
        try {
            Process process = builder.start();
            awaitReady(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Process process) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!RawConnection.answersApiVersions(port)) {
            if (!process.isAlive()) {
                throw new AssertionError(
                        "the server ended with exit code " + process.exitValue() + tail());
            }
            if (System.nanoTime() > deadline) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("no answer on port " + port + " in time" + tail());
            }
            Workspace.pause(Duration.ofMillis(20));
        }
    }

    private List<ProcessHandle> destroyAll() {
        List<ProcessHandle> all = servingFirst();
        all.forEach(ProcessHandle::destroyForcibly);
        return all;
    }

    private List<ProcessHandle> servingFirst() {
        return Stream.concat(Stream.of(process()), tree()).distinct().toList();
    }

    private Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(launched.toHandle()), launched.descendants());
    }

    private Path outputFile() {
        return folder.resolve("server.out");
    }

    private String tail() {
        String all = output();
        return "; its output ends with:\n" + all.substring(Math.max(0, all.length() - 4_000));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static boolean isGoneInTime(ProcessHandle process) {
        try {
            process.onExit().get(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
