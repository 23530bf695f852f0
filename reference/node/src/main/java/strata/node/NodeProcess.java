package strata.node;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.Broker;
import strata.broker.BrokerConfig;
import strata.broker.ConfigException;
import strata.broker.Layers;
import strata.broker.Layers.LayersException;
import strata.kernel.Nullable;
import strata.wire.KafkaCompression;

/**
 * A Strata node as a process: configuration, layers, broker and server put together, until it ends
 * or the process is told to stop.
 */
public final class NodeProcess {
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

    // After it a stop is given up, and the process ends as if it had been killed.
    private static final long STOP_SECONDS_MAX = 30;

    private NodeProcess() {}

    /**
     * Starts a node in this process. When this returns, it listens; a broker among others serves
     * once the controller has let it in.
     *
     * @param properties under Kafka's keys, as of {@link ServerProperties#read}
     * @param layers what it runs on
     * @param clusterId the cluster it is of; null for the one that its data directory names, or,
     *     for a node that is alone, a new one
     * @throws StartException when the configuration or the environment does not allow it
     */
    public static NodeServer start(
            Map<String, String> properties, Layers layers, @Nullable String clusterId) {
        return start(properties, layers, clusterId, () -> {});
    }

    /**
     * The same.
     *
     * @param whenServing done once, on the node's own loop, when it serves
     */
    private static NodeServer start(
            Map<String, String> properties,
            Layers layers,
            @Nullable String clusterId,
            Runnable whenServing) {
        checkKeys(properties);
        NodeConfig config = NodeConfig.of(properties);
        if (!config.membership().isAlone() && !layers.has(Layers.Layer.REPLICATION)) {
            throw StartException.usage(
                    "a node with companions (controller.quorum.voters, process.roles) needs layer 3"
                            + " (replication), which is not present");
        }
        try {
            return NodeServer.start(
                    config,
                    clusterId,
                    identity -> {
                        Broker broker =
                                new Broker(
                                        BrokerConfig.of(identity, properties),
                                        layers,
                                        new KafkaCompression(),
                                        new Re2TopicPatterns());
                        broker.whenServing(whenServing);
                        return new NodeFactory.Served(broker, broker.apis());
                    });
        } catch (ConfigException e) {
            throw StartException.usage(e.getMessage());
        } catch (LayersException e) {
            throw StartException.environment(e.getMessage(), e);
        }
    }

    /** A new cluster's id, to be told to each of its nodes: 22 characters of URL-safe base64. */
    public static String newClusterId() {
        return MetaProperties.newClusterId(SeededRandom.fresh());
    }

    /**
     * The cluster that a data directory is of; null for one that is new.
     *
     * @throws StartException when it cannot be told
     */
    public static @Nullable String clusterIdOf(Path dataDirectory) {
        return MetaProperties.clusterIdOf(dataDirectory);
    }

    private static void checkKeys(Map<String, String> properties) {
        List<String> served = new ArrayList<>(NodeConfig.KEYS);
        served.addAll(BrokerConfig.keys());
        for (String key : new KeyCheck(served).unserved(properties.keySet())) {
            LOG.warn("{} is set, but not served by Strata", key);
        }
    }

    /**
     * Runs a node until it ends, or the process is told to stop (SIGTERM, Ctrl-C): then the process
     * ends with {@link ExitCode#DONE} once the node has stopped in good order.
     *
     * @param clusterId the cluster it is of; null for the one that its data directory names, or,
     *     for a node that is alone, a new one
     * @param abandoned done when nobody wants the node any more: it stops at once
     * @param out where it says what it runs on, and once it serves, that it does
     * @param err where it says, in one line, why it cannot start
     * @return how it ended
     */
    public static ExitCode run(
            Map<String, String> properties,
            @Nullable String clusterId,
            CompletionStage<?> abandoned,
            PrintStream out,
            PrintStream err) {
        NodeServer server;
        CompletableFuture<Void> serving = new CompletableFuture<>();
        try {
            Layers layers = Layers.load(NodeProcess.class.getClassLoader());
            out.println(layers);
            server = start(properties, layers, clusterId, () -> serving.complete(null));
        } catch (StartException e) {
            err.println("strata: " + e.getMessage());
            return e.exitCode();
        } catch (LayersException e) {
            err.println("strata: " + e.getMessage());
            return ExitCode.ENVIRONMENT;
        }
        String ready = "node " + server.nodeId() + " serves " + server.reachable();
        var unusedLine = serving.thenRun(() -> out.println(ready));
        var unused = abandoned.thenCompose(done -> server.stopAtOnce());
        return untilEnd(server, () -> {});
    }

    /**
     * Waits until a node ends, or the process is told to stop (SIGTERM, Ctrl-C): then the process
     * ends with {@link ExitCode#DONE} once the node has stopped in good order.
     *
     * @param afterwards what to tidy up when the node no longer serves
     * @return how it ended
     */
    public static ExitCode untilEnd(NodeServer server, Runnable afterwards) {
        Thread stopper = new Thread(() -> stopAndExit(server, afterwards), "strata-stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        ExitCode code = server.ended().join().code();
        afterwards.run();
        return code;
    }

    /** The JVM would report the signal as its exit code, though all went well. */
    private static void stopAndExit(NodeServer server, Runnable afterwards) {
        ExitCode code = ExitCode.ENVIRONMENT;
        try {
            code = server.stop().get(STOP_SECONDS_MAX, TimeUnit.SECONDS).code();
        } catch (TimeoutException e) {
            LOG.error("the node did not stop within {} s", STOP_SECONDS_MAX);
        } catch (ExecutionException | InterruptedException e) {
            LOG.error("the node did not stop", e);
        }
        afterwards.run();
        Runtime.getRuntime().halt(code.number());
    }
}
