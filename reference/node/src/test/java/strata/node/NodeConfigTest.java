package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.broker.BrokerConfig;

class NodeConfigTest {
    @TempDir private Path directory;

    @Test
    void theLeastConfigurationIsAnIdAndADirectory() {
        NodeConfig config = NodeConfig.of(Map.of("node.id", "5", "log.dirs", "/data/strata"));

        assertThat(config.nodeId()).isEqualTo(5);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/data/strata"));
        assertThat(config.listener()).isEqualTo(new Endpoint("", 9092));
        assertThat(config.sockets()).isEqualTo(SocketSettings.DEFAULTS);
    }

    @Test
    void everyKeyIsTaken() {
        Map<String, String> properties = new TreeMap<>(least());
        properties.put("socket.request.max.bytes", "1000");
        properties.put("queued.max.request.bytes", "-1");
        properties.put("max.connections", "2");
        properties.put("max.connections.per.ip", "3");
        properties.put("connections.max.idle.ms", "-1");
        properties.put("socket.send.buffer.bytes", "4096");
        properties.put("socket.receive.buffer.bytes", "8192");
        properties.put("socket.listen.backlog.size", " 7 ");

        assertThat(NodeConfig.of(properties).sockets())
                .isEqualTo(new SocketSettings(1000, -1, 2, 3, -1, 4096, 8192, 7));
    }

    @Test
    void listenersAreReadInAllTheirForms() {
        assertThat(listener("PLAINTEXT://:0")).isEqualTo(new Endpoint("", 0));
        assertThat(listener("PLAINTEXT://127.0.0.1:19092"))
                .isEqualTo(new Endpoint("127.0.0.1", 19092));
        assertThat(listener(" PLAINTEXT://[::1]:9092 , ")).isEqualTo(new Endpoint("::1", 9092));
        assertThat(new Endpoint("::1", 9092)).hasToString("[::1]:9092");
        assertThat(listener("plaintext://host:65535")).isEqualTo(new Endpoint("host", 65535));
    }

    @Test
    void aListenerOfTheControllerIsPassedOver() {
        Map<String, String> properties = new TreeMap<>(least());
        properties.put("listeners", "PLAINTEXT://:9092,CONTROLLER://:9093");
        properties.put("controller.listener.names", "CONTROLLER");

        assertThat(NodeConfig.of(properties).listener()).isEqualTo(new Endpoint("", 9092));
    }

    @Test
    void listenersThatCannotBeServedAreRefused() {
        assertThat(refused("listeners", "SSL://:9092")).contains("only PLAINTEXT is served");
        assertThat(refused("listeners", "PLAINTEXT://:9092,PLAINTEXT://:9093"))
                .contains("exactly one");
        assertThat(refused("listeners", "")).contains("exactly one");
        assertThat(refused("listeners", "9092")).contains("expected PLAINTEXT://host:port");
        assertThat(refused("listeners", "PLAINTEXT://host"))
                .contains("expected PLAINTEXT://host:port");
        assertThat(refused("listeners", "PLAINTEXT://host:x")).contains("0 to 65535");
        assertThat(refused("listeners", "PLAINTEXT://host:65536")).contains("0 to 65535");
        assertThat(refused("listeners", "PLAINTEXT://::1:9092")).contains("brackets");
        assertThat(refused("advertised.listeners", "PLAINTEXT://0.0.0.0:9092"))
                .contains("advertised.listeners");
    }

    @Test
    void clientsAreToldAnAddressTheyCanReach() {
        Map<String, String> properties = new TreeMap<>(least());
        properties.put("listeners", "PLAINTEXT://127.0.0.1:0");
        assertThat(NodeConfig.of(properties).advertisedAt(4711))
                .isEqualTo(new Endpoint("127.0.0.1", 4711));

        properties.put("listeners", "PLAINTEXT://:0");
        assertThat(NodeConfig.of(properties).advertisedAt(4711).isWildcard()).isFalse();

        properties.put("advertised.listeners", "PLAINTEXT://kafka.example:9092");
        assertThat(NodeConfig.of(properties).advertisedAt(4711))
                .isEqualTo(new Endpoint("kafka.example", 9092));

        properties.put("advertised.listeners", "PLAINTEXT://localhost:0");
        assertThat(NodeConfig.of(properties).advertisedAt(4711))
                .isEqualTo(new Endpoint("localhost", 4711));
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertThat(refused("node.id", "-1")).contains("node.id");
        assertThat(refused("node.id", "one")).contains("node.id");
        assertThat(refused("log.dirs", "/a,/b")).contains("log.dirs");
        assertThat(refused("socket.request.max.bytes", "0")).contains("socket.request.max.bytes");
        assertThat(refused("socket.request.max.bytes", "9999999999"))
                .contains("socket.request.max.bytes");
        assertThat(message(Map.of("log.dirs", "/a"))).contains("node.id");
        assertThat(message(Map.of("node.id", "1"))).contains("log.dirs");
    }

    @Test
    void olderNamesOfKeysWork() {
        NodeConfig config = NodeConfig.of(Map.of("broker.id", "5", "log.dir", "/data/strata"));

        assertThat(config.nodeId()).isEqualTo(5);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/data/strata"));
    }

    @Test
    void keysOfKafkaAloneAreTold() {
        KeyCheck check = new KeyCheck(List.of("node.id", "log.dirs"));

        assertThat(check.unserved(List.of("node.id", "num.io.threads", "process.roles")))
                .containsExactly("num.io.threads", "process.roles");
        assertThat(check.unserved(List.of("listener.name.internal.ssl.keystore.location")))
                .hasSize(1);
        assertThat(check.unserved(List.of("node.id"))).isEmpty();
    }

    @Test
    void aKeyNobodyKnowsIsAnErrorThatNamesTheNearest() {
        KeyCheck check = new KeyCheck(List.of("node.id", "log.dirs"));

        StartException refused =
                catchThrowableOfType(
                        StartException.class, () -> check.unserved(List.of("num.partition")));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused)
                .hasMessage(
                        "unknown configuration key num.partition; did you mean num.partitions?");
        assertThat(
                        catchThrowableOfType(
                                StartException.class,
                                () -> check.unserved(List.of("utterly.different.from.all"))))
                .hasMessage("unknown configuration key utterly.different.from.all");
    }

    @Test
    void everyServedKeyIsOneOfKafkas() {
        assertThat(KeyCheck.kafkaKeys()).containsAll(NodeConfig.KEYS);
        assertThat(KeyCheck.kafkaKeys()).containsAll(BrokerConfig.keys());
    }

    @Test
    void aFileOfPropertiesIsRead() throws IOException {
        Path file = directory.resolve("server.properties");
        Files.writeString(file, "# comment\nnode.id=1\nlog.dirs: /data\n num.partitions = 6 \n");

        assertThat(ServerProperties.read(file))
                .containsExactly(
                        Map.entry("log.dirs", "/data"),
                        Map.entry("node.id", "1"),
                        Map.entry("num.partitions", "6 "));
    }

    @Test
    void aFileThatIsNotThereIsWrongUsage() {
        StartException refused =
                catchThrowableOfType(
                        StartException.class,
                        () -> ServerProperties.read(directory.resolve("missing")));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused).hasMessageContaining(directory.resolve("missing").toString());
    }

    private static Map<String, String> least() {
        return Map.of("node.id", "1", "log.dirs", "/data");
    }

    private static Endpoint listener(String value) {
        Map<String, String> properties = new TreeMap<>(least());
        properties.put("listeners", value);
        return NodeConfig.of(properties).listener();
    }

    private static String refused(String key, String value) {
        Map<String, String> properties = new TreeMap<>(least());
        properties.put(key, value);
        return message(properties);
    }

    private static String message(Map<String, String> properties) {
        StartException refused =
                catchThrowableOfType(StartException.class, () -> NodeConfig.of(properties));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        return String.valueOf(refused.getMessage());
    }
}
