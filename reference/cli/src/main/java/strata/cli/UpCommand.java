package strata.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata up}: starts a cluster and says how to reach it. */
@Command(name = "up", description = "Start a cluster and keep it running.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class UpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "How many nodes (default: 3 where layer 3 is present, else 1).")
    private @Nullable Integer nodes;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "The port of the first node; others take the next ones (default:"
                            + " ${DEFAULT-VALUE}).")
    private int port = 9092;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the cluster keeps its data (default: .strata/data).")
    private @Nullable Path data;

    @Option(
            names = "--layers",
            paramLabel = "LAYER=ORIGIN[,...]",
            converter = LayerChoice.Converter.class,
            description =
                    "Which implementation of which layer to run, as in"
                            + " log=labs,segments=reference.")
    private @Nullable LayerChoice layers;

    @Option(names = "--processes", description = "Give each node a process of its own.")
    private boolean processes;

    @Option(names = "--no-dashboard", description = "Do not serve the live page.")
    private boolean noDashboard;

    @Option(names = "--fresh", description = "Delete the data of the last run first.")
    private boolean fresh;

    @Option(
            names = "--detach",
            description = "Return when the cluster is ready; stop it with: strata down.")
    private boolean detach;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "the node");
    }
}
