package strata.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import strata.broker.Layers;
import strata.broker.Layers.LayersException;
import strata.cli.cluster.Cluster;
import strata.cli.cluster.ClusterPlan;
import strata.cli.cluster.JvmCluster;
import strata.cli.cluster.NodePlan;
import strata.cli.cluster.ProcessCluster;
import strata.cli.cluster.Readiness;
import strata.node.NodeEnd;
import strata.node.StartException;

/** One run of a cluster at this terminal, from its start to its end. */
final class ClusterRun {
    private static final long READY_SECONDS_MAX = 60;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Path directory;
    private final ClusterPlan plan;
    private final List<Throwable> studentsFaults = new CopyOnWriteArrayList<>();
    // Whether there is room set aside for the file that says what runs.
    private volatile boolean reserved;
    // Whether the end has begun, by itself or by order.
    private final AtomicBoolean over = new AtomicBoolean();

    ClusterRun(CommandSpec spec, Path directory, ClusterPlan plan) {
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        this.directory = directory;
        this.plan = plan;
    }

    /**
     * Serves until the cluster ends, or the process is told to stop.
     *
     * @param why there are so many nodes
     * @param processes whether each is to have its own
     * @return the exit code
     */
    int serve(String why, boolean processes) throws InterruptedException {
        Layers layers;
        try {
            layers = Layers.load(ClusterRun.class.getClassLoader());
        } catch (RuntimeException | Error e) {
            return notStarted(e);
        }
        List<String> remarks = new ArrayList<>();
        String settings = plan.settings();
        remarks.add(
                "nodes: "
                        + plan.nodes().size()
                        + ", "
                        + why
                        + (settings.isEmpty() ? "" : "; ")
                        + settings);
        out.println(layers);
        remarks.forEach(out::println);
        out.flush();
        reserved = runFile(plan.bootstrap(), layers, remarks, Map.of()).reserve(directory);
        try {
            return processes && plan.nodes().size() > 1
                    ? serveInProcesses(layers, remarks)
                    : serveHere(layers, remarks);
        } finally {
            release();
        }
    }

    private int serveHere(Layers layers, List<String> remarks) throws InterruptedException {
        JvmCluster cluster = new JvmCluster(plan, layers, this::nodeEnded);
        try {
            cluster.start();
        } catch (RuntimeException | Error e) {
            return notStarted(e);
        }
        stopWithThisProcess(cluster);
        // Below layer 3 a node serves once it has started.
        if (layers.has(Layers.Layer.REPLICATION)
                && !serves(plan.at(cluster.bootstrap()), cluster)) {
            return ended(cluster.stop());
        }
        ready(cluster.bootstrap(), layers, remarks, Map.of());
        return untilEnd(cluster);
    }

    private int serveInProcesses(Layers layers, List<String> remarks) throws InterruptedException {
        String classPath = System.getProperty("java.class.path");
        ProcessCluster cluster =
                new ProcessCluster(
                        plan, arguments -> child(classPath, arguments), optionFor(layers), out);
        cluster.start();
        stopWithThisProcess(cluster);
        if (!serves(plan, cluster)) {
            return ended(cluster.stop());
        }
        Map<NodePlan, Long> pids = cluster.pids();
        pids.forEach(
                (node, pid) ->
                        remarks.add(
                                "node "
                                        + node.id()
                                        + ": process "
                                        + pid
                                        + " at "
                                        + node.address()));
        remarks.subList(1, remarks.size()).forEach(out::println);
        ready(plan.bootstrap(), layers, remarks, pids);
        return untilEnd(cluster);
    }

    /** Of a node on the student's own layers: who starts it again has to name them. */
    private static String optionFor(Layers layers) {
        String own =
                Stream.of(layers.toString().split(" "))
                        .filter(word -> word.endsWith("=labs"))
                        .collect(Collectors.joining(","));
        return own.isEmpty() ? "" : " --layers " + own;
    }

    private static List<String> child(String classPath, List<String> arguments) {
        List<String> rest = new ArrayList<>();
        rest.add("strata.cli.Main");
        rest.addAll(arguments);
        List<String> command = new ArrayList<>(JavaProcess.node(classPath, rest));
        command.add(1, "-D" + LabNode.CHILD + "=true");
        return command;
    }

    private boolean serves(ClusterPlan bound, Cluster cluster) throws InterruptedException {
        try {
            if (new Readiness(bound).await(cluster::ended, READY_SECONDS_MAX)) {
                return true;
            }
            Cluster.Ended first = cluster.ended().get(0);
            err.println(
                    "strata up: node "
                            + first.node().id()
                            + " ended with exit code "
                            + first.exitCode()
                            + " before the cluster served");
            return false;
        } catch (EnvironmentFault e) {
            ended(cluster.stop());
            throw e;
        }
    }

    private void ready(
            List<String> bootstrap, Layers layers, List<String> remarks, Map<NodePlan, Long> pids) {
        runFile(bootstrap, layers, remarks, pids).write(directory);
        reserved = false;
        sayReady(out, String.join(",", bootstrap), directory);
    }

    private RunFile runFile(
            List<String> bootstrap, Layers layers, List<String> remarks, Map<NodePlan, Long> pids) {
        long self = ProcessHandle.current().pid();
        List<RunFile.Node> nodes = new ArrayList<>();
        for (int i = 0; i < bootstrap.size(); i++) {
            NodePlan node = plan.nodes().get(i);
            nodes.add(
                    new RunFile.Node(
                            node.id(),
                            bootstrap.get(i),
                            node.data().toString(),
                            pids.getOrDefault(node, self)));
        }
        long nowMs = System.currentTimeMillis();
        return new RunFile(self, nowMs, bootstrap, layers.toString(), nodes, remarks);
    }

    static void sayReady(PrintWriter out, String bootstrap, Path directory) {
        out.println("ready: bootstrap.servers=" + bootstrap + "  data=" + directory);
        out.println("try:   echo hello | kcat -P -b " + bootstrap + " -t greetings");
        out.println("       kcat -C -b " + bootstrap + " -t greetings -o beginning -e");
        out.flush();
    }

    private int untilEnd(Cluster cluster) throws InterruptedException {
        int code = cluster.await();
        RunFile.delete(directory);
        return ended(studentsFaults.isEmpty() ? code : layerFailed(studentsFaults.get(0)));
    }

    /** What was to be told is told: the exit code stands. */
    private int ended(int code) {
        over.set(true);
        return code;
    }

    private void release() {
        if (reserved) {
            RunFile.release(directory);
        }
    }

    /** Ctrl-C, SIGTERM, and the end of the process that started this one. */
    private void stopWithThisProcess(Cluster cluster) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(cluster), "strata-stop"));
        if (Boolean.getBoolean(LabNode.CHILD)) {
            // A parent that was killed could not tell: nobody may be left running.
            ProcessHandle.current()
                    .parent()
                    .ifPresent(
                            parent -> {
                                var unused = parent.onExit().thenRun(() -> stopAndHalt(cluster));
                            });
        }
    }

    /** The JVM would report the signal as its exit code, though all went well. */
    private void stopAndHalt(Cluster cluster) {
        if (over.compareAndSet(false, true)) {
            int code = cluster.stop();
            RunFile.delete(directory);
            release();
            Runtime.getRuntime().halt(code);
        }
    }

    private void nodeEnded(NodePlan node, NodeEnd end) {
        if (!(end instanceof NodeEnd.Failed failed)) {
            return;
        }
        if (LayerFault.isOfTheStudent(failed.cause())) {
            studentsFaults.add(failed.cause());
        }
        if (plan.nodes().size() > 1) {
            out.println(
                    "node "
                            + node.id()
                            + " ended with exit code "
                            + failed.exitCode().number()
                            + ": "
                            + failed.cause().getMessage());
            out.flush();
        }
    }

    private int notStarted(Throwable fault) {
        if (fault instanceof StartException refused) {
            err.println("strata up: " + refused.getMessage());
            return ended(refused.exitCode().number());
        }
        if (LayerFault.isOfTheStudent(fault)) {
            return ended(layerFailed(fault));
        }
        if (fault instanceof LayersException) {
            throw new EnvironmentFault(String.valueOf(fault.getMessage()), fault);
        }
        if (fault instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) fault;
    }

    /** Says to the student what their layer did, in place of a stack trace. */
    private int layerFailed(Throwable fault) {
        err.println("strata up: " + LayerFault.text(fault));
        err.flush();
        return ExitCode.FAILED;
    }
}
