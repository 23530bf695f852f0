package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Apache Kafka's own tools for groups, each in a JVM of its own, as an operator types them. One
 * story on one server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GroupToolsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String TOPIC = "tooled";
    private static final int COUNT = 600;

    private ServerUnderTest server;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("group-tools");
        JavaClients.createTopic(server.bootstrap(), TOPIC, 1, Map.of());
        JavaClients.write(server.bootstrap(), TOPIC, Codec.NONE, Flights.rows().subList(0, COUNT));
    }

    @AfterAll
    void stopTheServer() {
        server.close();
    }

    @Order(1)
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void theConsoleConsumerReadsInAGroupAndCommits(String protocol) {
        String printed =
                Command.tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                        .and("--bootstrap-server", server.bootstrap(), "--topic", TOPIC)
                        .and("--group", protocol, "--from-beginning")
                        .and("--max-messages", Integer.toString(COUNT))
                        .and("--command-property", "group.protocol=" + protocol)
                        .run(LIMIT)
                        .output();

        assertThat(printed.lines()).hasSize(COUNT);
        assertThat(row(protocol)).startsWith(TOPIC + " 0 " + COUNT + " " + COUNT + " 0");
    }

    @Order(2)
    @Test
    void groupsAreListedWithTheirStatesAndTypes() {
        assertThat(groups("--list").lines()).contains("classic", "consumer");
        assertThat(groups("--list", "--state"))
                .containsPattern("classic +Empty")
                .containsPattern("consumer +Empty");
        assertThat(groups("--list", "--type"))
                .containsPattern("classic +Classic")
                .containsPattern("consumer +Consumer");
        assertThat(groups("--list", "--type", "consumer").lines())
                .filteredOn(line -> line.startsWith("c"))
                .singleElement()
                .asString()
                .startsWith("consumer");
    }

    @Order(3)
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void liveMembersAreDescribed(String protocol) {
        String group = "live-" + protocol;
        try (GroupMember member =
                GroupMember.start(
                        "described-" + group,
                        Command.java("strata.conformance.GroupMemberProgram")
                                .and(server.bootstrap(), TOPIC, group)
                                .and("group.protocol=" + protocol))) {
            member.awaitPartitions(1, LIMIT);

            assertThat(groups("--describe", "--group", group, "--state"))
                    .contains("Stable")
                    .contains(protocol.equals("classic") ? "range" : "uniform");
            assertThat(groups("--describe", "--group", group, "--members", "--verbose"))
                    .contains(" /127.0.0.1 ", "consumer-live-", TOPIC);
            assertThat(groups("--describe", "--group", group))
                    .contains(" /127.0.0.1 ", "consumer-live-");
        }
    }

    @Order(4)
    @ParameterizedTest
    @CsvSource({
        "--to-earliest, 0",
        "--to-offset 17, 17",
        "--shift-by 5, 22",
        "--shift-by -2, 20",
        "--to-current, 20",
        "--by-duration PT0S, 600",
        "--to-datetime 2001-01-01T00:00:00.000, 0",
        "--to-latest, 600"
    })
    void offsetsAreReset(String how, int expected) {
        String told =
                groups(
                        List.of("--reset-offsets", "--group", "classic", "--topic", TOPIC),
                        List.of("--execute"),
                        how);

        assertThat(told).containsPattern("classic +" + TOPIC + " +0 +" + expected);
        assertThat(row("classic")).startsWith(TOPIC + " 0 " + expected + " ");
    }

    @Order(5)
    @Test
    void offsetsAreResetFromAFile() throws IOException {
        Path file = Workspace.folder().resolve("offsets.csv");
        Files.writeString(file, TOPIC + ",0,33\n", UTF_8);

        groups(
                List.of("--reset-offsets", "--group", "consumer"),
                List.of("--execute"),
                "--from-file " + file);

        assertThat(row("consumer")).startsWith(TOPIC + " 0 33 ");
    }

    @Order(6)
    @Test
    void kafkasFormattersReadWhatIsStored() {
        assertThat(stored("OffsetsMessageFormatter"))
                .contains("{\"type\":1,\"data\":{\"group\":\"classic\",\"topic\":\"tooled\"")
                .contains("\"value\":{\"version\":4,\"data\":{\"offset\":600,");
        assertThat(stored("GroupMetadataMessageFormatter"))
                .contains("{\"type\":2,\"data\":{\"group\":\"classic\"}}")
                .contains("\"version\":3,\"data\":{\"protocolType\":\"consumer\",\"generation\":");
    }

    @Order(7)
    @Test
    void offsetsAndGroupsAreDeleted() {
        assertThat(groups("--delete-offsets", "--group", "classic", "--topic", TOPIC))
                .containsPattern(TOPIC + " +0 +Successful");
        assertThat(groups("--describe", "--group", "classic")).doesNotContain(TOPIC);

        assertThat(groups("--delete", "--group", "classic", "--group", "consumer"))
                .contains("successful");

        assertThat(groups("--list").lines()).doesNotContain("classic", "consumer");
        assertThat(groups("--delete", "--group", "nobody")).contains("GroupIdNotFoundException");
    }

    private String stored(String formatter) {
        return Command.tool("org.apache.kafka.tools.consumer.ConsoleConsumer")
                .and("--bootstrap-server", server.bootstrap(), "--topic", "__consumer_offsets")
                .and("--from-beginning", "--timeout-ms", "15000")
                .and("--formatter", "org.apache.kafka.tools.consumer." + formatter)
                .run(LIMIT)
                .output();
    }

    /** What is told of a group's only partition, from the topic's name on, by single blanks. */
    private String row(String group) {
        return groups("--describe", "--group", group)
                .lines()
                .filter(line -> line.startsWith(group + " "))
                .map(line -> line.substring(group.length()).trim().replaceAll(" +", " "))
                .findFirst()
                .orElse("none");
    }

    private String groups(List<String> before, List<String> after, String words) {
        return Command.tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand")
                .and("--bootstrap-server", server.bootstrap())
                .and(before)
                .and(words.split(" ", -1))
                .and(after)
                .run(LIMIT)
                .output();
    }

    private String groups(String... arguments) {
        Command.Outcome outcome =
                Command.tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand")
                        .and("--bootstrap-server", server.bootstrap())
                        .and(arguments)
                        .attempt(LIMIT);
        return outcome.output() + outcome.errors();
    }
}
