package strata.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Apache Kafka as one KRaft node that is broker and controller, with the settings of the
 * configuration file it ships and the JVM flags of its start script.
 */
record KafkaContender(KafkaDistribution kafka, Workspace workspace) implements Contender {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    @Override
    public Side side() {
        return Side.KAFKA;
    }

    @Override
    public String description() {
        return "Apache Kafka " + KafkaDistribution.VERSION + " on JDK " + kafka.jdk().version();
    }

    @Override
    public void prepare(Path directory, int port) {
        try {
            Path logs = Files.createDirectories(directory.resolve("logs"));
            Path configuration = directory.resolve("server.properties");
            Files.writeString(
                    configuration,
                    serverProperties(directory.resolve("data"), port, Ports.anyFree()));
            Files.writeString(directory.resolve("log4j2.yaml"), LOG4J2_YAML);
            Path output = logs.resolve("format.log");
            int exit =
                    workspace.run(
                            kafka.formatCommand(configuration, UUID.randomUUID()),
                            directory,
                            output);
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
        return kafka.serverCommand(directory);
    }

    @Override
    public Duration startTimeout() {
        return START_TIMEOUT;
    }

    private static String serverProperties(Path data, int port, int controllerPort) {
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.bootstrap.servers=127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        inter.broker.listener.name=PLAINTEXT
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        num.network.threads=3
        num.io.threads=8
        socket.send.buffer.bytes=102400
        socket.receive.buffer.bytes=102400
        socket.request.max.bytes=104857600
        log.dirs=%3$s
        num.partitions=1
        num.recovery.threads.per.data.dir=1
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        log.retention.hours=168
        log.segment.bytes=1073741824
        log.retention.check.interval.ms=300000
        """
                .formatted(port, controllerPort, data.toString().replace('\\', '/'));
    }

    /** As much logging, in the same format of file, as Kafka's own start script sets up. */
    static final String LOG4J2_YAML =
            """
            Configuration:
              Appenders:
                Console:
                  name: OUT
                  PatternLayout:
                    pattern: "%d %p %c %m%n"
                RollingFile:
                  - name: SERVER
                    fileName: "${sys:kafka.logs.dir}/server.log"
                    filePattern: "${sys:kafka.logs.dir}/server.log.%d{yyyy-MM-dd-HH}"
                    PatternLayout:
                      pattern: "%d %p %c %m%n"
                    TimeBasedTriggeringPolicy:
                      interval: 1
              Loggers:
                Root:
                  level: INFO
                  AppenderRef:
                    - ref: OUT
                    - ref: SERVER
            """;
}
