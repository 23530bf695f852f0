package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real data set, written by every client with every codec that it has, each into a topic of its
 * own, and read back by clients of all three version bands; then again after {@code kill -9}.
 *
 * <p>The methods are one story and run in order, on one server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RealClientsTest {

    private static final int PARTITION_COUNT = 6;

    private final Set<String> topics = new LinkedHashSet<>();
    private final Map<String, Set<StoredRow>> beforeTheKill = new LinkedHashMap<>();
    private ServerUnderTest server;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("real-clients");
    }

    @AfterAll
    void stopTheServer() {
        server.close();
    }

    static Stream<Arguments> writersAndCodecs() {
        return Stream.of(RowWriter.values())
                .flatMap(w -> w.codecs().stream().map(codec -> Arguments.of(w, codec)));
    }

    @Order(1)
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("writersAndCodecs")
    void everyClientWritesWithEveryCodecThatItHas(RowWriter writer, Codec codec) {
        String topic = "flights-" + writer.id() + "-" + codec.id();
        JavaClients.createTopic(server.bootstrap(), topic, PARTITION_COUNT, Map.of());
        topics.add(topic);

        writer.write(server.bootstrap(), topic, codec);

        List<RecordBatch> batches = new ArrayList<>();
        IntStream.range(0, PARTITION_COUNT)
                .forEach(p -> batches.addAll(StoredBatches.from(server.port(), topic, p, 0)));
        assertThat(batches.stream().mapToInt(batch -> batch.countOrNull()).sum())
                .as("records that the server stores")
                .isEqualTo(Flights.rows().size());
        assertThat(batches)
                .as("stored batches: compressed as the client was told to, but for tiny ones")
                .allMatch(batch -> isCompressedAs(codec, batch))
                .anyMatch(batch -> batch.compressionType().id == codec.number());
        assertThat(batches)
                .as("stored batches: numbered by an idempotent producer")
                .allMatch(batch -> batch.hasProducerId() == writer.isIdempotent());
        assertThat(batches).as("CRC of the stored batches").allMatch(RecordBatch::isValid);
    }

    @Order(2)
    @ParameterizedTest
    @EnumSource
    void everyReaderGetsEveryRowInOrder(RowReader reader) {
        Map<String, List<StoredRow>> read = reader.read(server.bootstrap(), List.copyOf(topics));

        assertIsWhatWasWritten(read);
        read.forEach((topic, rows) -> beforeTheKill.put(topic, Set.copyOf(rows)));
    }

    @Order(3)
    @Test
    void aKilledServerServesAgainOnTheSameData() {
        server.kill();

        server.restart();

        assertThat(server.process().isAlive()).isTrue();
    }

    @Order(4)
    @ParameterizedTest
    @EnumSource
    void everyReaderGetsEveryRowInOrderAfterTheKill(RowReader reader) {
        Map<String, List<StoredRow>> read = reader.read(server.bootstrap(), List.copyOf(topics));

        assertIsWhatWasWritten(read);
        SoftAssertions.assertSoftly(
                softly ->
                        read.forEach(
                                (topic, rows) ->
                                        softly.assertThat(
                                                        Set.copyOf(rows)
                                                                .equals(beforeTheKill.get(topic)))
                                                .as("%s: same offsets and timestamps", topic)
                                                .isTrue()));
    }

    /** Some clients leave a batch of few records as it is when compressing does not shrink it. */
    private static boolean isCompressedAs(Codec codec, RecordBatch batch) {
        return batch.compressionType().id == codec.number()
                || (batch.compressionType().id == 0 && batch.countOrNull() <= 3);
    }

    private void assertIsWhatWasWritten(Map<String, List<StoredRow>> read) {
        assertThat(read.size()).as("topics").isEqualTo((int) writersAndCodecs().count());
        SoftAssertions softly = new SoftAssertions();
        read.forEach(
                (topic, rows) ->
                        softly.assertThatCode(
                                        () -> ReadBack.assertIsWhatWasWritten(Flights.rows(), rows))
                                .as(topic)
                                .doesNotThrowAnyException());
        softly.assertAll();
    }
}
