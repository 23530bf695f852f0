package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Apache Kafka 4.3.1 from its published jars: one node, broker and controller in one process.
 *
 * @param more lines of configuration; they win
 */
record KafkaBroker(List<String> more) implements Broker {

    private static final String CLUSTER_ID = "oracleoracleoracleorac";

    /** The flags of Kafka's start script, but for the heap: the machine is shared. */
    private static final List<String> JVM_FLAGS =
            List.of(
                    "-Xms512m",
                    "-Xmx512m",
                    "-XX:+UseG1GC",
                    "-XX:MaxGCPauseMillis=20",
                    "-XX:InitiatingHeapOccupancyPercent=35",
                    "-Djava.awt.headless=true");

    KafkaBroker() {
        this(List.of());
    }

    /**
     * The session is short because a killed broker is taken back only when it has run out. Nothing
     * is deleted for its age: many records here have times of long ago. A new group waits for
     * nobody, as where {@code strata up} makes the node.
     */
    @Override
    public void prepare(Path folder, int port) {
        int controllerPort = ServerUnderTest.freePort();
        String configuration =
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%d
                listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
                advertised.listeners=PLAINTEXT://127.0.0.1:%d
                controller.listener.names=CONTROLLER
                log.dirs=%s
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                broker.session.timeout.ms=2000
                broker.heartbeat.interval.ms=200
                log.retention.ms=-1
                group.initial.rebalance.delay.ms=0
                """
                        .formatted(
                                controllerPort,
                                port,
                                controllerPort,
                                port,
                                ServerUnderTest.dataDirectory(folder));
        try {
            Files.writeString(
                    properties(folder), configuration + String.join("\n", more) + "\n", UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String file = properties(folder).toString();
        Command.java("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", file)
                .run(Duration.ofMinutes(1));
    }

    @Override
    public List<String> command(Path folder, int port) {
        return Command.java(JVM_FLAGS, "kafka.Kafka", properties(folder).toString()).line();
    }

    private static Path properties(Path folder) {
        return folder.resolve("server.properties");
    }
}
