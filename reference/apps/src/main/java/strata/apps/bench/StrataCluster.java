package strata.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Three nodes of Strata: {@code ./strata node} three times, on Strata's defaults.
 *
 * @param settings beyond those
 */
record StrataCluster(Path home, Map<String, String> settings) implements Contender {
    private static final String CLUSTER_ID = "c3RyYXRhLWJlbmNobWFyaw";

    /** Generous: on a fresh clone the first start builds the project. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

    @Override
    public Side side() {
        return Side.STRATA;
    }

    @Override
    public String description() {
        return "three processes of ./strata node";
    }

    @Override
    public void prepare(Path directory, int port) {
        String voters =
                Cluster.nodes()
                        .mapToObj(n -> n + "@127.0.0.1:" + Cluster.brokerPort(port, n))
                        .collect(Collectors.joining(","));
        Cluster.nodes()
                .forEach(
                        node -> {
                            Path home = Cluster.directory(directory, node);
                            write(
                                    configuration(home),
                                    """
                                    process.roles=broker,controller
                                    node.id=%d
                                    controller.quorum.voters=%s
                                    listeners=PLAINTEXT://127.0.0.1:%d
                                    log.dirs=%s
                                    %s
                                    """
                                            .formatted(
                                                    node,
                                                    voters,
                                                    Cluster.brokerPort(port, node),
                                                    home.resolve("data").toString(),
                                                    Cluster.lines(settings)));
                        });
    }

    @Override
    public List<String> command(Path directory, int port) {
        return Cluster.together(
                Cluster.nodes()
                        .mapToObj(
                                node ->
                                        List.of(
                                                home.resolve("strata").toString(),
                                                "node",
                                                "--config",
                                                configuration(Cluster.directory(directory, node))
                                                        .toString(),
                                                "--cluster-id",
                                                CLUSTER_ID))
                        .toList());
    }

    @Override
    public Duration startTimeout() {
        return START_TIMEOUT;
    }

    private static Path configuration(Path directory) {
        return directory.resolve("server.properties");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new BenchFault("cannot write " + file + ": " + e, e);
        }
    }
}
