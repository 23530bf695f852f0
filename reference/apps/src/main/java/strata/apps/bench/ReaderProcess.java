package strata.apps.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A {@link Reader} in its process, seen from outside. */
final class ReaderProcess implements AutoCloseable {
    private final RunningBroker broker;
    private final Workspace workspace;
    private final Process process;
    private final BufferedReader lines;
    private final BufferedWriter orders;
    private final List<String> output = new ArrayList<>();

    ReaderProcess(RunningBroker broker, Workspace workspace, List<String> command) {
        this.broker = broker;
        this.workspace = workspace;
        this.process = workspace.start(new ProcessBuilder(command).redirectErrorStream(true));
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        broker.ends(process);
    }

    Process process() {
        return process;
    }

    /** Waits until it has read the topic once. */
    void awaitWarm() {
        while (!nextLine().equals(ReaderFigures.WARM)) {
            // What else it says is kept for the message of a failure.
        }
    }

    /** Lets it read on, and waits for what it measured. */
    ReaderFigures measure() {
        try {
            orders.write("go\n");
            orders.flush();
        } catch (IOException e) {
            throw ended(e);
        }
        while (true) {
            var figures = ReaderFigures.parse(nextLine());
            if (figures.isPresent()) {
                return figures.get();
            }
        }
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
        return new BenchFault("the reader ended too early:\n" + TextTail.of(output), cause);
    }
}
