package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server advertises, and that it serves every version of what it advertises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VersionsTest {

    private ServerUnderTest server;
    private SampleRequests samples;
    private SampleGroupRequests groupSamples;
    private SampleTransactionRequests transactionSamples;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("versions");
        JavaClients.createTopic(server.bootstrap(), "sample", 2, Map.of());
        Uuid id = JavaClients.topicId(server.bootstrap(), "sample");
        samples = new SampleRequests("sample", id);
        groupSamples = new SampleGroupRequests("sample", id, "sample-group");
        transactionSamples = new SampleTransactionRequests("sample", "nobody");
        JavaClients.awaitTransactions(server.bootstrap(), List.of("nobody"));
        awaitProducerIds();
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            JavaClients.await(
                    admin.alterConsumerGroupOffsets(
                                    "sample-group",
                                    Map.of(
                                            new TopicPartition("sample", 0),
                                            new OffsetAndMetadata(1)))
                            .all());
        }
    }

    /**
     * Apache Kafka asks its controller for ids when the first producer comes, and does not wait.
     */
    private void awaitProducerIds() {
        ApiMessage request = transactionSamples.body(ApiKeys.INIT_PRODUCER_ID, (short) 5);
        Awaitility.await()
                .until(
                        () ->
                                KafkaProtocol.ask(server.port(), (short) 5, request)
                                        .errorCounts()
                                        .containsKey(Errors.NONE));
    }

    @AfterAll
    void stopTheServer() {
        server.close();
    }

    static Stream<Arguments> everyVersionThatKafkaServes() {
        return everyVersion(SampleRequests.SERVED);
    }

    static Stream<Arguments> everyVersionAboutGroups() {
        return everyVersion(SampleGroupRequests.SERVED);
    }

    static Stream<Arguments> everyVersionAboutTransactions() {
        return everyVersion(SampleTransactionRequests.SERVED);
    }

    private static Stream<Arguments> everyVersion(List<ApiKeys> keys) {
        return keys.stream()
                .flatMap(
                        key ->
                                IntStream.rangeClosed(key.oldestVersion(), key.latestVersion(false))
                                        .mapToObj(version -> Arguments.of(key, version)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyVersionThatKafkaServes")
    void aValidRequestOfEveryVersionIsAnswered(ApiKeys key, int version) {
        AbstractResponse response =
                KafkaProtocol.ask(
                        server.port(), (short) version, samples.body(key, (short) version));

        assertThat(response.errorCounts().keySet()).as("%s", response).isSubsetOf(Errors.NONE);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyVersionAboutGroups")
    void aRequestAboutGroupsOfEveryVersionIsAnsweredAsKafkaDoes(ApiKeys key, int version) {
        AbstractResponse response =
                KafkaProtocol.ask(
                        server.port(), (short) version, groupSamples.body(key, (short) version));

        Errors expected = SampleGroupRequests.error(key, (short) version);
        assertThat(response.errorCounts().keySet())
                .as("%s", response)
                .contains(expected)
                .isSubsetOf(expected, Errors.NONE);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyVersionAboutTransactions")
    void aRequestAboutTransactionsOfEveryVersionIsAnsweredAsKafkaDoes(ApiKeys key, int version) {
        AbstractResponse response =
                KafkaProtocol.ask(
                        server.port(),
                        (short) version,
                        transactionSamples.body(key, (short) version));

        Errors expected = SampleTransactionRequests.error(key);
        assertThat(response.errorCounts().keySet())
                .as("%s", response)
                .contains(expected)
                .isSubsetOf(expected, Errors.NONE);
    }

    @ParameterizedTest
    @MethodSource("served")
    void whatIsAdvertisedIsWhatKafkaAdvertises(ApiKeys key) {
        ApiVersion advertised = Objects.requireNonNull(advertised().apiVersion(key.id), "absent");

        // Produce begins at 0 though 0 to 2 are refused: librdkafka before 2.11 otherwise sends
        // uncompressed without a word (apache/kafka#18727).
        int lowest = key == ApiKeys.PRODUCE ? 0 : key.oldestVersion();
        assertThat(advertised.minVersion()).isEqualTo((short) lowest);
        assertThat(advertised.maxVersion()).isEqualTo(key.latestVersion(false));
    }

    static List<ApiKeys> served() {
        return Stream.of(
                        SampleRequests.SERVED,
                        SampleGroupRequests.SERVED,
                        SampleTransactionRequests.SERVED)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void nothingIsAdvertisedThatKafkaDoesNotAdvertise() {
        // The node is broker and controller, and has one listener for both.
        Set<Integer> known =
                Stream.concat(ApiKeys.brokerApis().stream(), ApiKeys.controllerApis().stream())
                        .map(key -> (int) key.id)
                        .collect(Collectors.toSet());

        assertThat(advertised().data().apiKeys())
                .allSatisfy(
                        each -> {
                            assertThat(known).contains((int) each.apiKey());
                            assertThat(each.maxVersion())
                                    .isLessThanOrEqualTo(
                                            ApiKeys.forId(each.apiKey()).latestVersion(true));
                        });
    }

    @Test
    void anUnknownVersionOfApiVersionsIsAnsweredInVersionZero() {
        byte[] request =
                KafkaProtocol.request((short) 4, samples.body(ApiKeys.API_VERSIONS, (short) 4));
        ByteBuffer.wrap(request).putShort(2, (short) 99);

        ByteBuffer answer = KafkaProtocol.exchange(server.port(), request);

        ApiVersionsResponse response =
                (ApiVersionsResponse)
                        KafkaProtocol.response(ApiKeys.API_VERSIONS, (short) 0, answer);
        assertThat(response.data().errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        ApiVersion own = response.apiVersion(ApiKeys.API_VERSIONS.id);
        assertThat(own.minVersion()).isEqualTo((short) 0);
        assertThat(own.maxVersion()).isEqualTo((short) 4);
    }

    @Test
    void manyRequestsOnOneConnectionAreAnsweredInTheirOrder() throws IOException {
        try (RawConnection connection = RawConnection.to(server.port())) {
            for (int i = 0; i < 500; i++) {
                byte[] request = KafkaProtocol.request((short) 12, samples.metadata());
                ByteBuffer.wrap(request).putInt(4, i);
                connection.sendFrame(request);
            }

            List<Integer> answered =
                    IntStream.range(0, 500)
                            .mapToObj(i -> KafkaProtocol.answer(connection).getInt(0))
                            .toList();

            assertThat(answered).isEqualTo(IntStream.range(0, 500).boxed().toList());
        }
    }

    private ApiVersionsResponse advertised() {
        ApiVersionsRequestData request =
                new ApiVersionsRequestData()
                        .setClientSoftwareName("conformance")
                        .setClientSoftwareVersion("1");
        return (ApiVersionsResponse) KafkaProtocol.ask(server.port(), (short) 3, request);
    }
}
