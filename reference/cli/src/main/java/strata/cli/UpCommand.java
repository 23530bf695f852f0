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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.broker.Layers;
import strata.broker.Layers.LayersException;
import strata.kernel.Nullable;
import strata.node.NodeEnd;
import strata.node.NodeProcess;
import strata.node.NodeServer;
import strata.node.StartException;

/** {@code strata up}: starts a cluster and says how to reach it. */
@Command(name = "up", description = "Start a cluster and keep it running.")
final class UpCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;

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
    private @Nullable LayerChoice choice;

    @Option(
            names = "--processes",
            description = "Give each node a process of its own; one node has one anyway.")
    @SuppressWarnings("UnusedVariable") // With one node there is nothing to decide.
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
        requireServed();
        List<Lab> own = labsToCompile();
        Path directory = (data == null ? House.defaultData() : data).toAbsolutePath().normalize();
        requireNothingRuns(directory);
        if (fresh) {
            deleteData(directory);
        }
        if (detach) {
            return new DetachedCluster(directory, port, choice).start(spec.commandLine().getOut());
        }
        return own.isEmpty() ? serve(directory) : serveLabs(own, directory);
    }

    /** The labs whose classes the node is to run on, and which are not on our class path. */
    private List<Lab> labsToCompile() {
        ClassPathLayers present = ClassPathLayers.ofThisJvm();
        if (Boolean.getBoolean(LabNode.CHILD)) {
            return NodeLayers.asTheyAre(present).own();
        }
        try {
            return NodeLayers.of(choice, present, House.root()).own();
        } catch (NodeLayers.Unavailable e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int serveLabs(List<Lab> labs, Path directory) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        LabNode node = new LabNode(labs, ClassPathLayers.ofThisJvm(), err);
        node.sayHoles();
        try {
            List<String> arguments = new ArrayList<>();
            arguments.addAll(List.of("up", "--port", Integer.toString(port)));
            arguments.addAll(List.of("--data", directory.toString()));
            set.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
            return node.run(arguments);
        } catch (CompileFault e) {
            err.println("strata up: your " + e.layer() + " does not compile:");
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** Refuses what the present layers cannot do, before anything is touched. */
    private void requireServed() {
        if (port < 0 || port > PORT_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--port " + port + " is not a port: 0 to " + PORT_MAX);
        }
        if (nodes != null && nodes < 1) {
            throw new ParameterException(spec.commandLine(), "--nodes must be at least 1");
        }
        if (nodes != null && nodes > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--nodes "
                            + nodes
                            + ": more than one node needs layer 3 (replication), which is not"
                            + " built yet");
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
                if (!empty && !Files.exists(directory.resolve("meta.properties"))) {
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

    private int serve(Path directory) {
        PrintWriter out = spec.commandLine().getOut();
        NodeServer server;
        Layers layers;
        try {
            layers = Layers.load(UpCommand.class.getClassLoader());
            out.println(layers);
            out.println("nodes: 1, as layer 3 (replication) is not present");
            out.flush();
            server = NodeProcess.start(properties(directory), layers, null);
        } catch (StartException e) {
            spec.commandLine().getErr().println("strata up: " + e.getMessage());
            return e.exitCode().number();
        } catch (RuntimeException | Error e) {
            if (LayerFault.isOfTheStudent(e)) {
                return layerFailed(e);
            }
            if (e instanceof LayersException) {
                throw new EnvironmentFault(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
        String bootstrap = server.advertised().toString();
        new RunFile(
                        ProcessHandle.current().pid(),
                        System.currentTimeMillis(),
                        List.of(bootstrap),
                        layers.toString())
                .write(directory);
        sayReady(out, bootstrap, directory);
        if (Boolean.getBoolean(LabNode.CHILD)) {
            endWithParent(server);
        }
        int code = NodeProcess.untilEnd(server, () -> RunFile.delete(directory)).number();
        return server.ended().join() instanceof NodeEnd.Failed failed
                        && LayerFault.isOfTheStudent(failed.cause())
                ? layerFailed(failed.cause())
                : code;
    }

    /** Says to the student what their layer did, in place of a stack trace. */
    private int layerFailed(Throwable fault) {
        PrintWriter err = spec.commandLine().getErr();
        Lab lab = Lab.find(House.root(), LayerFault.labOf(fault));
        LabStep firstOpen =
                lab == null ? null : LabNode.openSteps(lab).stream().findFirst().orElse(null);
        err.println("strata up: " + LayerFault.text(fault, firstOpen));
        err.flush();
        return ExitCode.FAILED;
    }

    /** A parent that was killed could not tell: nobody may be left running. */
    private static void endWithParent(NodeServer server) {
        ProcessHandle.current()
                .parent()
                .ifPresent(
                        parent -> {
                            var unused = parent.onExit().thenCompose(ended -> server.stop());
                        });
    }

    private Map<String, String> properties(Path directory) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("node.id", "1");
        // Not localhost: some clients try ::1 first for that name, and say that it refused them.
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.put("log.dirs", directory.toString());
        properties.putAll(set);
        return properties;
    }

    static void sayReady(PrintWriter out, String bootstrap, Path directory) {
        out.println("ready: bootstrap.servers=" + bootstrap + "  data=" + directory);
        out.println("try:   echo hello | kcat -P -b " + bootstrap + " -t greetings");
        out.println("       kcat -C -b " + bootstrap + " -t greetings -o beginning -e");
        out.flush();
    }
}
