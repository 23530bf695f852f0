package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The page of APIs says what kafka-clients' own table says, and what a running Apache Kafka and a
 * running Strata advertise. Nodes with one role are in {@link RolesApartTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiTableTest {
    private ServerUnderTest kafka;
    private ServerUnderTest strata;

    @BeforeAll
    void startBoth() {
        kafka = ServerUnderTest.start(new KafkaBroker(), "apis-kafka");
        strata = ServerUnderTest.start(new StrataBroker(), "apis-strata");
    }

    @AfterAll
    void stopBoth() {
        Stream.of(kafka, strata).filter(Objects::nonNull).forEach(ServerUnderTest::close);
    }

    @Test
    void everyApiThatKafkaKnowsHasALine() {
        Map<Integer, String> known = new LinkedHashMap<>();
        for (ApiKeys key : ApiKeys.values()) {
            known.put((int) key.id, key.messageType.name);
        }
        Map<Integer, String> told = new LinkedHashMap<>();
        ApiTable.read().forEach(row -> told.put(row.key(), row.name()));

        assertThat(told).containsExactlyEntriesOf(known);
    }

    @Test
    void whatIsToldOfKafkaIsNotMoreThanItsOwnTableHas() {
        for (ApiTable.Row row : ApiTable.read()) {
            ApiKeys key = ApiKeys.forId(row.key());
            String versions = key.oldestVersion() + "-" + key.latestVersion(false);
            String broker = row.versions(ApiTable.Teller.KAFKA_BROKER);
            String controller = row.versions(ApiTable.Teller.KAFKA_CONTROLLER);

            // Produce is told to begin at 0, though 0 to 2 are refused (KAFKA-18659).
            assertThat(broker).isIn(ApiTable.NONE, key == ApiKeys.PRODUCE ? "0-13" : versions);
            assertThat(controller).isIn(ApiTable.NONE, versions);
            assertThat(broker.equals(ApiTable.NONE) || isOf(key, "BROKER")).isTrue();
            assertThat(controller.equals(ApiTable.NONE) || isOf(key, "CONTROLLER")).isTrue();
        }
    }

    private static boolean isOf(ApiKeys key, String listener) {
        return key.inScope(ApiMessageType.ListenerType.valueOf(listener));
    }

    @Test
    void aRunningKafkaAdvertisesWhatThePageSays() throws IOException {
        Properties properties = new Properties();
        try (Reader file =
                Files.newBufferedReader(
                        kafka.dataDirectory().resolveSibling("server.properties"))) {
            properties.load(file);
        }
        String voter = properties.getProperty("controller.quorum.voters");
        int controllerPort = Integer.parseInt(voter.substring(voter.lastIndexOf(':') + 1));

        assertThat(ApiTable.advertised(kafka.port()))
                .isEqualTo(ApiTable.told(ApiTable.Teller.KAFKA_BROKER));
        assertThat(ApiTable.advertised(controllerPort))
                .isEqualTo(ApiTable.told(ApiTable.Teller.KAFKA_CONTROLLER));
    }

    @Test
    void aRunningStrataAdvertisesWhatThePageSays() {
        assertThat(ApiTable.advertised(strata.port())).isEqualTo(ApiTable.toldOfBothRoles());
    }

    @Test
    void whatIsNotServedAsByKafkaHasItsReasonAndNothingElse() {
        List<ApiTable.Row> rows = ApiTable.read();

        assertThat(rows)
                .allSatisfy(
                        row ->
                                assertThat(row.reason().isEmpty())
                                        .as("%s", row)
                                        .isEqualTo(row.isServedAsByKafka()));
    }
}
