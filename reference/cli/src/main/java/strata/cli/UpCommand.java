package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.cli.cluster.ClusterData;
import strata.cli.cluster.ClusterPlan;
import strata.kernel.Nullable;
import strata.node.StartException;

/** {@code strata up}: starts a cluster and says how to reach it. */
@Command(name = "up", description = "Start a cluster and keep it running.")
final class UpCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;
    private static final int NODES_MAX = 9;
    private static final String REPLICATION = "replication";

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

    @Mixin private LayersOption layersOption = new LayersOption();

    @Option(
            names = "--processes",
            description = "Give each node a process of its own; one node has one anyway.")
    private boolean processes;

    @Option(
            names = "--no-dashboard",
            // Shown as soon as there is a page.
            hidden = true,
            description = "Do not serve the live page.")
    @SuppressWarnings("UnusedVariable") // There is no page yet to leave out.
    private boolean noDashboard;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            // For programs that show something; whoever runs a node has a file of properties.
            hidden = true,
            description = "A property of the node, as in a configuration file.")
    private Map<String, String> set = new TreeMap<>();

    @Option(names = "--fresh", description = "Delete the data of the last run first.")
    private boolean fresh;

    @Option(
            names = "--detach",
            description = "Return when the cluster is ready; stop it with: strata down.")
    private boolean detach;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireSense();
        NodeLayers layers = NodeLayers.ofThisJvm(layersOption.choice(), spec);
        boolean replicated = layers.origins().containsKey(REPLICATION);
        requireReplication(replicated);
        Path directory = (data == null ? House.defaultData() : data).toAbsolutePath().normalize();
        requireNothingRuns(directory);
        if (fresh) {
            deleteData(directory);
        }
        if (detach) {
            return new DetachedCluster(directory, options()).start(spec.commandLine().getOut());
        }
        if (!layers.own().isEmpty()) {
            return serveLabs(layers.own(), directory);
        }
        try {
            ClusterData found = ClusterData.of(directory);
            ClusterData.Choice count = found.choose(nodes, replicated);
            ClusterPlan plan = ClusterPlan.of(found, count.nodeCount(), port, set);
            PrintWriter err = spec.commandLine().getErr();
            found.lost()
                    .forEach(
                            node ->
                                    err.println(
                                            "strata up: "
                                                    + node
                                                    + " is empty, though its cluster is not new;"
                                                    + " it is filled from the other nodes"));
            err.flush();
            return new ClusterRun(spec, directory, plan).serve(count.why(), processes);
        } catch (StartException e) {
            spec.commandLine().getErr().println("strata up: " + e.getMessage());
            return e.exitCode().number();
        }
    }

    /** The options with which another process is to do the same, but for the data directory. */
    private List<String> options() {
        List<String> options = new ArrayList<>(List.of("--port", Integer.toString(port)));
        if (nodes != null) {
            options.addAll(List.of("--nodes", nodes.toString()));
        }
        if (processes) {
            options.add("--processes");
        }
        LayerChoice choice = layersOption.choice();
        if (choice != null) {
            options.addAll(List.of("--layers", choice.toString()));
        }
        set.forEach((key, value) -> options.add("--set=" + key + "=" + value));
        return options;
    }

    private int serveLabs(List<Lab> labs, Path directory) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        LabNode node = new LabNode(labs, ClassPathLayers.ofThisJvm(), err);
        node.sayHoles();
        try {
            List<String> arguments = new ArrayList<>();
            arguments.addAll(List.of("up", "--data", directory.toString()));
            arguments.addAll(options());
            return node.run(arguments);
        } catch (CompileFault e) {
            err.println("strata up: your " + e.layer() + " does not compile:");
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** Refuses what cannot be meant, before anything is touched. */
    private void requireSense() {
        if (port < 0 || port > PORT_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--port " + port + " is not a port: 0 to " + PORT_MAX);
        }
        if (nodes != null && (nodes < 1 || nodes > NODES_MAX)) {
            throw new ParameterException(
                    spec.commandLine(), "--nodes " + nodes + ": 1 to " + NODES_MAX + " can be had");
        }
    }

    private void requireReplication(boolean replicated) {
        if (nodes != null && nodes > 1 && !replicated) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--nodes "
                            + nodes
                            + ": more than one node needs layer 3 (replication), which is not"
                            + " present");
        }
    }

    private static void requireNothingRuns(Path directory) {
        RunFile run = RunFile.read(directory);
        ProcessHandle process = run == null ? null : run.process();
        if (process != null) {
            throw new EnvironmentFault(
                    "process "
                            + process.pid()
                            + " already runs on "
                            + directory
                            + "; stop it with: strata down --data "
                            + directory);
        }
    }

    /** Deletes a data directory, and nothing that is not one. */
    static void deleteData(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            try (Stream<Path> inside = Files.list(directory)) {
                boolean empty = inside.findAny().isEmpty();
                if (!empty && !isData(directory)) {
                    throw new EnvironmentFault(
                            directory
                                    + " is not a data directory (it has no meta.properties), so"
                                    + " --fresh does not delete it");
                }
            }
            deleteTree(directory);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot delete " + directory + ": " + e, e);
        }
    }

    private static boolean isData(Path directory) {
        return Stream.of("meta.properties", "node-1.properties", "node-1/meta.properties")
                .anyMatch(name -> Files.exists(directory.resolve(name)));
    }

    /** Deletes a folder and all that is in it. */
    static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new Deletion());
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException fault)
                throws IOException {
            if (fault != null) {
                throw fault;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
