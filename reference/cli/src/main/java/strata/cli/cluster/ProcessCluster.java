package strata.cli.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import strata.cli.EnvironmentFault;
import strata.node.ExitCode;

/**
 * Each node in a process of its own. A node that dies takes no other with it. What they print comes
 * with the node's number before it.
 *
 * <p>A child reads its standard input, which is a pipe from here, and stops when that ends: so none
 * is left behind, however this process ends.
 */
public final class ProcessCluster implements Cluster {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final long STOP_SECONDS_MAX = 30;
    private static final long PUMP_MS_MAX = 2_000;
    // Of a process that a signal ended, as shells tell it.
    private static final int SIGNAL_CODES = 128;
    private static final int TOLD_TO_STOP = SIGNAL_CODES + 15;

    private final ClusterPlan plan;
    private final UnaryOperator<List<String>> java;
    private final PrintWriter out;
    private final String layers;
    private final Map<NodePlan, Process> processes = new LinkedHashMap<>();
    private final List<Thread> pumps = new ArrayList<>();
    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /**
     * A cluster that is not started.
     *
     * @param java makes the command line of a JVM from the arguments of {@code strata}
     * @param layers the option with which one node runs on the same layers, a blank before it
     */
    public ProcessCluster(
            ClusterPlan plan, UnaryOperator<List<String>> java, String layers, PrintWriter out) {
        this.plan = plan;
        this.java = java;
        this.layers = layers;
        this.out = out;
    }

    @Override
    public void start() {
        plan.writeFiles();
        try {
            for (NodePlan node : plan.nodes()) {
                Process process =
                        new ProcessBuilder(command(node)).redirectErrorStream(true).start();
                processes.put(node, process);
                pump(node, process);
            }
        } catch (IOException e) {
            stop();
            throw new EnvironmentFault("cannot start a process: " + e.getMessage(), e);
        }
    }

    private List<String> command(NodePlan node) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // Ctrl-C is for this process alone, which then stops them one after the other.
            command.add(SETSID.toString());
        }
        List<String> arguments = new ArrayList<>(List.of("node", "--config"));
        arguments.add(node.file().toString());
        arguments.add("--cluster-id=" + Objects.requireNonNull(plan.clusterId()));
        command.addAll(java.apply(arguments));
        return command;
    }

    private void pump(NodePlan node, Process process) {
        Thread pump = new Thread(() -> follow(node, process), "strata-pump-" + node.id());
        pump.setDaemon(true);
        pumps.add(pump);
        pump.start();
    }

    /** Hands on what a node prints, and then tells of its end. */
    private void follow(NodePlan node, Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Said once, for all of them.
                if (!line.startsWith("layers: ")) {
                    say("node " + node.id() + " | " + line);
                }
            }
        } catch (IOException e) {
            say("node " + node.id() + ": what it prints is lost: " + e.getMessage());
        }
        int exitCode = process.onExit().join().exitValue();
        if (stopping && exitCode == TOLD_TO_STOP) {
            // Before it could listen to it.
            exitCode = ExitCode.DONE.number();
        }
        ended.add(new Ended(node, exitCode));
        if (!stopping) {
            say(obituary(node, exitCode));
        }
    }

    private String obituary(NodePlan node, int exitCode) {
        boolean othersRun = processes.values().stream().anyMatch(Process::isAlive);
        return "node "
                + node.id()
                + " ended with exit code "
                + exitCode
                + (exitCode > SIGNAL_CODES ? " (signal " + (exitCode - SIGNAL_CODES) + ")" : "")
                + (othersRun
                        ? "; the others go on. Start it again: ./strata node --config "
                                + node.file()
                                + layers
                        : "; none runs any more");
    }

    private void say(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    /** The process of each node. */
    public Map<NodePlan, Long> pids() {
        Map<NodePlan, Long> pids = new LinkedHashMap<>();
        processes.forEach((node, process) -> pids.put(node, process.pid()));
        return pids;
    }

    @Override
    public List<Ended> ended() {
        return List.copyOf(ended);
    }

    @Override
    public int await() throws InterruptedException {
        for (Thread pump : pumps) {
            pump.join();
        }
        return Cluster.exitCode(ended);
    }

    @Override
    public int stop() {
        stopping = true;
        List<NodePlan> running = new ArrayList<>();
        processes.forEach(
                (node, process) -> {
                    if (process.isAlive()) {
                        running.add(node);
                    }
                });
        for (NodePlan node : List.copyOf(running).reversed()) {
            // Without a controller nothing can be handed over.
            stop(node, Objects.requireNonNull(processes.get(node)), plan.isQuorum(running));
            running.remove(node);
        }
        try {
            for (Thread pump : pumps) {
                // What a node started itself may hold its output open.
                pump.join(PUMP_MS_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Cluster.exitCode(ended);
    }

    private void stop(NodePlan node, Process process, boolean handsOver) {
        if (handsOver) {
            // Not of the process itself, which would close what it still prints.
            process.toHandle().destroy();
        } else {
            close(process);
        }
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                say(
                        "node "
                                + node.id()
                                + " did not stop within "
                                + STOP_SECONDS_MAX
                                + " s: killed");
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        close(process);
    }

    /** As when this process is gone. */
    private static void close(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }
}
