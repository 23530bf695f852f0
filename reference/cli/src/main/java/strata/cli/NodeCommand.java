package strata.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;
import strata.node.NodeProcess;
import strata.node.ServerProperties;
import strata.node.StartException;

/** {@code strata node}: one node, one process, one configuration file. */
@Command(
        name = "node",
        description = "Run one node in the foreground from a file with Kafka's configuration keys.")
final class NodeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the node.")
    private @Nullable Path config;

    @Option(
            names = "--cluster-id",
            paramLabel = "ID",
            description = {
                "The cluster that the node is of, for its first start; the same on all nodes of a"
                        + " cluster. Its data directory keeps it."
            })
    private @Nullable String clusterId;

    @Mixin private LayersOption layersOption = new LayersOption();

    @Option(
            names = "--new-cluster-id",
            description = "Print an id for a new cluster, and do nothing else.")
    private boolean newClusterId;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        if (newClusterId) {
            spec.commandLine().getOut().println(NodeProcess.newClusterId());
            return ExitCode.DONE;
        }
        if (config == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing required option: '--config=FILE'");
        }
        List<Lab> labs = NodeLayers.ofThisJvm(layersOption.choice(), spec).own();
        if (!labs.isEmpty()) {
            return serveLabs(labs, config);
        }
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        if (Boolean.getBoolean(LabNode.CHILD)) {
            watchParent(abandoned);
        }
        try {
            Map<String, String> properties = ServerProperties.read(config);
            return NodeProcess.run(properties, clusterId, abandoned, out, err).number();
        } catch (StartException e) {
            err.println("strata node: " + e.getMessage());
            return e.exitCode().number();
        }
    }

    private int serveLabs(List<Lab> labs, Path file) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        LabNode node = new LabNode(labs, ClassPathLayers.ofThisJvm(), err);
        node.sayHoles();
        List<String> arguments = new ArrayList<>(List.of("node", "--config", file.toString()));
        if (clusterId != null) {
            arguments.add("--cluster-id=" + clusterId);
        }
        try {
            return node.runUntilThisEnds(arguments);
        } catch (CompileFault e) {
            err.println("strata node: your " + e.layer() + " does not compile:");
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /**
     * Of a node that another process started: when that one ends, however it does, the pipe to our
     * standard input ends too, and nobody may be left running.
     */
    private static void watchParent(CompletableFuture<Void> abandoned) {
        Thread watch =
                new Thread(
                        () -> {
                            try {
                                System.in.transferTo(OutputStream.nullOutputStream());
                            } catch (IOException e) {
                                // As good as its end.
                            }
                            abandoned.complete(null);
                        },
                        "strata-parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
