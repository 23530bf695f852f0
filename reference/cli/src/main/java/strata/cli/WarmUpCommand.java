package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import strata.broker.Layers;
import strata.kernel.Nullable;
import strata.node.NodeProcess;
import strata.node.NodeServer;

/**
 * {@code strata warm-up}: the training run behind the start-up archive (see the launcher). What it
 * touches starts faster next time.
 */
@Command(
        name = "warm-up",
        hidden = true,
        description = "Do what a typical start does, to make the start-up archive from.")
final class WarmUpCommand implements Callable<Integer> {
    // Enough for the hot path's profile to settle.
    private static final int ROUNDS = 2_000;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        // Parsing a command line and printing its help loads what every command needs.
        CommandLine strata = Main.commandLine("up");
        strata.setOut(new PrintWriter(new StringWriter()));
        int exitCode = strata.execute("up", "--help");
        readLab();
        Layers layers = layers();
        if (layers != null) {
            Path data = Files.createTempDirectory("strata-warm-up");
            try {
                serve(data, layers);
            } finally {
                UpCommand.deleteData(data);
            }
        }
        spec.commandLine().getOut().println("warmed up");
        return exitCode;
    }

    /** Reads and compiles a lab, as the commands do that run a student's code. */
    private static void readLab() {
        if (Files.isDirectory(House.root().resolve("labs"))) {
            for (Lab lab : Lab.allOpen(House.root())) {
                LabSources.under(lab.mainSources());
                new LabCompilation(lab).tryOut();
            }
        }
    }

    /** What there is to serve with; null in a handout, where the student writes the layers. */
    private static @Nullable Layers layers() {
        boolean present =
                WarmUpCommand.class.getClassLoader().getResource("META-INF/strata/log") != null;
        return present ? Layers.load(WarmUpCommand.class.getClassLoader()) : null;
    }

    private static void serve(Path data, Layers layers) throws IOException {
        Map<String, String> properties = new TreeMap<>();
        properties.put("node.id", "1");
        properties.put("listeners", "PLAINTEXT://localhost:0");
        properties.put("log.dirs", data.toString());
        NodeServer server = NodeProcess.start(properties, layers, null);
        try (TrainingClient client = new TrainingClient(server.advertised().port())) {
            client.apiVersions();
            client.metadata();
            client.listOffsets();
            ByteBuffer batch = TrainingClient.batch(layers.log().recordFormat());
            for (int i = 0; i < ROUNDS; i++) {
                client.produce(batch);
                client.fetch(300L * i);
            }
        } finally {
            server.stop().join();
        }
    }
}
