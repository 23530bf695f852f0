package strata.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The whole node, with the real broker, as a process of its own; killed at the latest by close. */
final class ChildNode implements AutoCloseable {
    private static final String READY = "node 1 serves ";

    private final Process process;
    private final Path errorFile;

    private ChildNode(Process process, Path errorFile) {
        this.process = process;
        this.errorFile = errorFile;
    }

    /** Runs in the child process. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            ExitCode code;
            try {
                code =
                        NodeProcess.run(
                                ServerProperties.read(Path.of(arguments[0])),
                                arguments.length > 1 ? arguments[1] : null,
                                new CompletableFuture<>(),
                                System.out,
                                System.err);
            } catch (StartException e) {
                System.err.println("strata: " + e.getMessage());
                code = e.exitCode();
            }
            System.exit(code.number());
        }
    }

    /**
     * Starts a node.
     *
     * @param data its data directory; beside it are its configuration and what it says
     * @param lines of its configuration
     */
    static ChildNode start(Path data, String... lines) throws IOException {
        return start(List.of(), data, lines);
    }

    /**
     * The same with words before the command, such as a shell that sets limits for it and then
     * becomes it.
     */
    static ChildNode start(List<String> before, Path data, String... lines) throws IOException {
        Path file = data.resolveSibling(data.getFileName() + ".properties");
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("node.id=1");
        all.add("log.dirs=" + data);
        Files.write(file, all);
        Path errorFile = Files.createTempFile(data.getParent(), "errors", "");
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        file.toString()));
        Process process = new ProcessBuilder(command).redirectError(errorFile.toFile()).start();
        return new ChildNode(process, errorFile);
    }

    /** Waits until it serves. */
    Endpoint awaitReady() throws IOException {
        List<String> seen = new ArrayList<>();
        var lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith(READY)) {
                if (!seen.get(0).startsWith("layers: log=")) {
                    throw new AssertionError("the first line names no layers: " + seen);
                }
                return new Endpoint(
                        "127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
            }
        }
        throw new AssertionError("never ready: " + seen + errors());
    }

    /** Tells it to stop, in good order (SIGTERM). */
    void stop() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end, and gives its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end");
        }
        return process.exitValue();
    }

    /** What it has written to standard error so far. */
    List<String> errors() throws IOException {
        return Files.readAllLines(errorFile);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
