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
import strata.node.ListenerConfig.Use;

class NodeConfigTest {
    @TempDir private Path directory;

    @Test
    void theLeastConfigurationIsAnIdAndADirectory() {
        NodeConfig config = NodeConfig.of(Map.of("node.id", "5", "log.dirs", "/data/strata"));

        assertThat(config.nodeId()).isEqualTo(5);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/data/strata"));
        assertThat(config.listeners())
                .containsExactly(
                        new ListenerConfig("PLAINTEXT", new Endpoint("", 9092), null, Use.ALL));
        assertThat(config.membership()).isEqualTo(Membership.ALONE);
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
        properties.put("socket.connection.setup.timeout.ms", "50");

        assertThat(NodeConfig.of(properties).sockets())
                .isEqualTo(new SocketSettings(1000, -1, 2, 3, -1, 4096, 8192, 7, 50));
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
                .as("this one serves node.id and log.dirs alone")
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
