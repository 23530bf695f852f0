package strata.apps.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A client in a process of its own that is told by lines what to do and answers by lines. */
final class Dialogue implements AutoCloseable {
    /** What a client says when it has warmed itself and the broker up. */
    static final String WARM = "warm";

    private static final long END_SECONDS_MAX = 60;

    private final RunningBroker broker;
    private final Workspace workspace;
    private final Process process;
    private final BufferedReader lines;
    private final BufferedWriter orders;
    private final List<String> output = new ArrayList<>();

    Dialogue(RunningBroker broker, Workspace workspace, List<String> command) {
        this.broker = broker;
        this.workspace = workspace;
        this.process = workspace.start(new ProcessBuilder(command).redirectErrorStream(true));
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        broker.ends(process);
    }

    /** The command that runs a client of this program. */
    static List<String> command(Jdk jdk, Class<?> client, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(jdk.java());
        command.addAll(List.of("-Xmx512M", "-XX:+UseG1GC", "-D" + Bench.LOG_LEVEL + "=warn"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(client.getName());
        command.addAll(arguments);
        return command;
    }

    Process process() {
        return process;
    }

    /** Waits until it is warm. */
    void awaitWarm() {
        while (!nextLine().equals(WARM)) {
            // What else it says is kept for the message of a failure.
        }
    }

    /** Tells it to go on, and waits for the line that answers. */
    <T> T ask(Function<String, Optional<T>> parser) {
        try {
            orders.write("go\n");
            orders.flush();
        } catch (IOException e) {
            throw ended(e);
        }
        while (true) {
            Optional<T> answer = parser.apply(nextLine());
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    /** Has it end by itself: there is nothing more to tell it. */
    void end() {
        try {
            orders.close();
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new BenchFault("a client did not end:\n" + TextTail.of(output));
            }
        } catch (IOException e) {
            throw ended(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault("interrupted", e);
        }
    }

    /** Ends it as a crash would (SIGKILL). */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        workspace.stop(process);
    }

    private String nextLine() {
        try {
            String line = lines.readLine();
            if (line == null) {
                throw ended(new IOException("end of its output"));
            }
            output.add(line);
            return line;
        } catch (IOException e) {
            throw ended(e);
        }
    }

    private BenchFault ended(IOException cause) {
        broker.requireAlive();
        return new BenchFault("a client ended too early:\n" + TextTail.of(output), cause);
    }
}
