package strata.cli.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.Layers;
import strata.node.ExitCode;
import strata.node.NodeEnd;
import strata.node.NodeProcess;
import strata.node.NodeServer;

/** Every node in this JVM, each on an event loop of its own. */
public final class JvmCluster implements Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(JvmCluster.class);

    // After it a stop is given up, and the process ends as if it had been killed.
    private static final long STOP_SECONDS_MAX = 30;

    private final ClusterPlan plan;
    private final Layers layers;
    private final BiConsumer<NodePlan, NodeEnd> onEnd;
    private final Map<NodePlan, NodeServer> servers = new LinkedHashMap<>();
    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    // Of each node: done once its end is in the list. Whoever waits for a server's own future may
    // go on before that.
    private final Map<NodePlan, CompletableFuture<Void>> noted = new LinkedHashMap<>();

    /**
     * A cluster that is not started.
     *
     * @param onEnd told of each node's end, by any thread
     */
    public JvmCluster(ClusterPlan plan, Layers layers, BiConsumer<NodePlan, NodeEnd> onEnd) {
        this.plan = plan;
        this.layers = layers;
        this.onEnd = onEnd;
    }

    @Override
    public void start() {
        try {
            for (NodePlan node : plan.nodes()) {
                NodeServer server = NodeProcess.start(node.properties(), layers, plan.clusterId());
                servers.put(node, server);
                noted.put(node, server.ended().thenAccept(end -> hasEnded(node, end)));
            }
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    private void hasEnded(NodePlan node, NodeEnd end) {
        ended.add(new Ended(node, end.code().number()));
        onEnd.accept(node, end);
    }

    /** Where clients reach the nodes, with the real ports. */
    public List<String> bootstrap() {
        return servers.values().stream().map(server -> server.advertised().toString()).toList();
    }

    @Override
    public List<Ended> ended() {
        return List.copyOf(ended);
    }

    @Override
    public int await() {
        noted.values().forEach(CompletableFuture::join);
        return Cluster.exitCode(ended);
    }

    @Override
    public int stop() {
        List<NodePlan> running = new ArrayList<>(servers.keySet());
        ended.forEach(gone -> running.remove(gone.node()));
        for (NodePlan node : List.copyOf(running).reversed()) {
            NodeServer server = Objects.requireNonNull(servers.get(node));
            // Without a controller nothing can be handed over.
            boolean handsOver = plan.isQuorum(running);
            running.remove(node);
            try {
                (handsOver ? server.stop() : server.stopAtOnce())
                        .get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
                Objects.requireNonNull(noted.get(node)).join();
            } catch (TimeoutException e) {
                LOG.error("node {} did not stop within {} s", node.id(), STOP_SECONDS_MAX);
                return ExitCode.ENVIRONMENT.number();
            } catch (ExecutionException | InterruptedException e) {
                LOG.error("node {} did not stop", node.id(), e);
                return ExitCode.ENVIRONMENT.number();
            }
        }
        return Cluster.exitCode(ended);
    }
}
