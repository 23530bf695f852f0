package strata.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Three nodes of Apache Kafka, each broker and controller, with the settings of the configuration
 * file it ships, save that internal topics have three replicas.
 *
 * @param settings beyond those
 */
record KafkaCluster(KafkaDistribution kafka, Workspace workspace, Map<String, String> settings)
        implements Contender {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    @Override
    public Side side() {
        return Side.KAFKA;
    }

    @Override
    public String description() {
        return "three processes of Apache Kafka "
                + KafkaDistribution.VERSION
                + " on JDK "
                + kafka.jdk().version();
    }

    @Override
    public void prepare(Path directory, int port) {
        UUID clusterId = UUID.randomUUID();
        Cluster.nodes().forEach(node -> prepare(directory, port, node, clusterId));
    }

    private void prepare(Path cluster, int port, int node, UUID clusterId) {
        Path directory = Cluster.directory(cluster, node);
        try {
            Path logs = Files.createDirectories(directory.resolve("logs"));
            Path configuration = directory.resolve("server.properties");
            Files.writeString(configuration, serverProperties(directory, port, node));
            Files.writeString(directory.resolve("log4j2.yaml"), KafkaContender.LOG4J2_YAML);
            Path output = logs.resolve("format.log");
            int exit =
                    workspace.run(
                            kafka.formatMemberCommand(configuration, clusterId), directory, output);
            if (exit != 0) {
                throw new BenchFault(
                        "Kafka's storage could not be formatted:\n" + TextTail.of(output));
            }
        } catch (IOException e) {
            throw new BenchFault("cannot write Kafka's configuration: " + e, e);
        }
    }

    @Override
    public List<String> command(Path directory, int port) {
        return Cluster.together(
                Cluster.nodes()
                        .mapToObj(node -> kafka.serverCommand(Cluster.directory(directory, node)))
                        .toList());
    }

    @Override
    public Duration startTimeout() {
        return START_TIMEOUT;
    }

    private String serverProperties(Path directory, int port, int node) {
        String voters =
                Cluster.nodes()
                        .mapToObj(n -> n + "@127.0.0.1:" + Cluster.controllerPort(port, n))
                        .collect(Collectors.joining(","));
        return """
        process.roles=broker,controller
        node.id=%1$d
        controller.quorum.voters=%2$s
        listeners=PLAINTEXT://127.0.0.1:%3$d,CONTROLLER://127.0.0.1:%4$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%3$d
        inter.broker.listener.name=PLAINTEXT
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        num.network.threads=3
        num.io.threads=8
        socket.send.buffer.bytes=102400
        socket.receive.buffer.bytes=102400
        socket.request.max.bytes=104857600
        log.dirs=%5$s
        num.partitions=1
        num.recovery.threads.per.data.dir=1
        offsets.topic.replication.factor=3
        transaction.state.log.replication.factor=3
        transaction.state.log.min.isr=2
        share.coordinator.state.topic.replication.factor=3
        share.coordinator.state.topic.min.isr=2
        log.retention.hours=168
        log.segment.bytes=1073741824
        log.retention.check.interval.ms=300000
        %6$s
        """
                .formatted(
                        node,
                        voters,
                        Cluster.brokerPort(port, node),
                        Cluster.controllerPort(port, node),
                        directory.resolve("data").toString(),
                        Cluster.lines(settings));
    }
}
