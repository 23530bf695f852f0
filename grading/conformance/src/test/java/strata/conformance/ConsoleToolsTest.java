package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Apache Kafka's own command-line tools, each in a JVM of its own, as an operator types them. One
 * story on one server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsoleToolsTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String TOPIC = "typed-by-an-operator";
    private static final int PARTITION_COUNT = 6;

    private ServerUnderTest server;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("console-tools");
    }

    @AfterAll
    void stopTheServer() {
        server.close();
    }

    @Order(1)
    @Test
    void kafkaTopicsCreatesATopicAndDescribesIt() {
        run("TopicCommand", "--create", "--topic", TOPIC, "--partitions", "6");

        String described = run("TopicCommand", "--describe", "--topic", TOPIC);

        assertThat(described).contains("PartitionCount: 6", "ReplicationFactor: 1");
        assertThat(described.lines().filter(line -> line.contains("Leader: 1"))).hasSize(6);
        assertThat(run("TopicCommand", "--list").lines()).contains(TOPIC);
    }

    @Order(2)
    @Test
    void theConsoleConsumerReadsWhatTheConsoleProducerWrote() {
        JavaClients.createTopic(server.bootstrap(), "two", 2, Map.of());
        RowWriter.JAVA_CONSOLE.write(server.bootstrap(), "two", Codec.GZIP);

        List<StoredRow> stored = new ArrayList<>(consoleConsumer("two", 0));
        stored.addAll(consoleConsumer("two", 1));

        ReadBack.assertIsWhatWasWritten(Flights.rows(), stored);
    }

    @Order(3)
    @Test
    void getOffsetsTellsBeginningsAndEnds() {
        JavaClients.write(server.bootstrap(), TOPIC, Codec.NONE, Flights.rows());

        String ends = run("GetOffsetShell", "--topic", TOPIC, "--time", "latest");
        String beginnings = run("GetOffsetShell", "--topic", TOPIC, "--time", "earliest");

        int sum = ends.lines().mapToInt(l -> Integer.parseInt(l.split(":", -1)[2])).sum();
        assertThat(sum).isEqualTo(Flights.rows().size());
        assertThat(beginnings.lines().sorted().toList())
                .isEqualTo(
                        IntStream.range(0, PARTITION_COUNT)
                                .mapToObj(p -> TOPIC + ":" + p + ":0")
                                .toList());
    }

    @Order(4)
    @Test
    void kafkaTopicsGivesTheTopicMorePartitions() {
        run("TopicCommand", "--alter", "--topic", TOPIC, "--partitions", "8");

        JavaClients.awaitServed(server.bootstrap(), TOPIC, 8);
        assertThat(run("TopicCommand", "--describe", "--topic", TOPIC))
                .contains("PartitionCount: 8");
    }

    @Order(5)
    @Test
    void kafkaConfigsChangesTheTopicAndDescribesIt() {
        configs("--alter", "--add-config", "retention.ms=7200000,cleanup.policy=[compact,delete]");
        assertThat(configs("--describe"))
                .contains("retention.ms=7200000", "cleanup.policy=compact,delete");

        configs("--alter", "--delete-config", "cleanup.policy");

        assertThat(configs("--describe"))
                .contains("retention.ms=7200000")
                .doesNotContain("cleanup.policy");
    }

    @Order(6)
    @Test
    void kafkaLogDirsTellsWhatThePartitionsTake() {
        String told = run("LogDirsCommand", "--describe", "--topic-list", TOPIC);

        assertThat(told)
                .contains("\"logDir\":\"" + server.dataDirectory())
                .contains("\"partition\":\"" + TOPIC + "-7\"", "\"offsetLag\":0")
                .contains("\"isFuture\":false");
    }

    @Order(7)
    @Test
    void kafkaTopicsDeletesTheTopic() {
        run("TopicCommand", "--delete", "--topic", TOPIC);

        assertThat(run("TopicCommand", "--list").lines()).doesNotContain(TOPIC);
    }

    private String configs(String... arguments) {
        return Command.tool("kafka.admin.ConfigCommand")
                .and("--bootstrap-server", server.bootstrap(), "--topic", TOPIC)
                .and(arguments)
                .run(LIMIT)
                .output();
    }

    private List<StoredRow> consoleConsumer(String topic, int partition) {
        long end =
                JavaClients.read(server.bootstrap(), topic).stream()
                        .filter(row -> row.partition() == partition)
                        .count();
        String printed =
                Command.tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                        .and("--bootstrap-server", server.bootstrap(), "--topic", topic)
                        .and("--partition", Integer.toString(partition), "--offset", "earliest")
                        .and("--max-messages", Long.toString(end))
                        .and("--formatter-property", "print.partition=true")
                        .and("--formatter-property", "print.offset=true")
                        .and("--formatter-property", "print.timestamp=true")
                        .and("--formatter-property", "print.key=true")
                        .run(LIMIT)
                        .output();
        return printed.lines().map(ConsoleToolsTest::row).toList();
    }

    /** Reads {@code CreateTime:T TAB Partition:P TAB Offset:O TAB key TAB value}. */
    private static StoredRow row(String line) {
        String[] fields = line.split("\t", 5);
        return new StoredRow(
                Integer.parseInt(fields[1].substring("Partition:".length())),
                Long.parseLong(fields[2].substring("Offset:".length())),
                Long.parseLong(fields[0].substring("CreateTime:".length())),
                fields[3],
                fields[4]);
    }

    private String run(String tool, String... arguments) {
        return Command.tool("org.apache.kafka.tools." + tool)
                .and("--bootstrap-server", server.bootstrap())
                .and(arguments)
                .run(LIMIT)
                .output();
    }
}
