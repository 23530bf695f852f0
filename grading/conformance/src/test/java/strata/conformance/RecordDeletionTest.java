package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Records that are deleted from the beginning of a log, as the Java Admin client does it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordDeletionTest {

    private ServerUnderTest server;
    private Admin admin;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("record-deletion");
        admin = JavaClients.admin(server.bootstrap());
    }

    @AfterAll
    void stopTheServer() {
        admin.close();
        server.close();
    }

    @Test
    void whatIsDeletedIsNoLongerReadAndTheRestIs() {
        TopicPartition partition = filled("beginning", Map.of());
        List<StoredRow> before = JavaClients.read(server.bootstrap(), "beginning");

        long lowWatermark = delete(partition, 123);

        assertThat(lowWatermark).isEqualTo(123);
        assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(123);
        assertThat(offset(partition, OffsetSpec.latest())).isEqualTo(300);
        assertThat(JavaClients.read(server.bootstrap(), "beginning"))
                .isEqualTo(before.subList(123, 300));
        assertThat(delete(partition, 7)).isEqualTo(123);
    }

    @Test
    void allThatReadersSeeCanBeDeletedAndOffsetsGoOn() {
        TopicPartition partition = filled("all", Map.of());

        assertThat(delete(partition, -1)).isEqualTo(300);

        assertThat(JavaClients.read(server.bootstrap(), "all")).isEmpty();
        JavaClients.write(server.bootstrap(), "all", Codec.NONE, Flights.rows().subList(0, 1));
        List<StoredRow> stored = JavaClients.read(server.bootstrap(), "all");
        assertThat(stored.stream().map(StoredRow::offset)).containsExactly(300L);
    }

    @Test
    void whatIsNotThereIsNotDeleted() {
        TopicPartition partition = filled("beyond", Map.of());

        assertThatThrownBy(() -> delete(partition, 301))
                .hasCauseInstanceOf(OffsetOutOfRangeException.class);
        assertThatThrownBy(() -> delete(partition, -2))
                .hasCauseInstanceOf(OffsetOutOfRangeException.class);
        assertThat(offset(partition, OffsetSpec.earliest())).isZero();
    }

    @Test
    void ofATopicThatIsOnlyCompactedNothingIsDeleted() {
        TopicPartition compacted = filled("compacted", Map.of("cleanup.policy", "compact"));
        TopicPartition both = filled("both", Map.of("cleanup.policy", "compact,delete"));

        assertThatThrownBy(() -> delete(compacted, 5))
                .hasCauseInstanceOf(PolicyViolationException.class);
        assertThat(delete(both, 5)).isEqualTo(5);
    }

    @Test
    void whatWasDeletedIsNotThereAgainAfterAStop() {
        TopicPartition partition = filled("stopped", Map.of());
        delete(partition, 200);

        server.stop();
        server.restart();
        JavaClients.awaitServed(admin, "stopped", 1);

        assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(200);
        assertThat(JavaClients.read(server.bootstrap(), "stopped")).hasSize(100);
    }

    /** A partition of 300 records. */
    private TopicPartition filled(String topic, Map<String, String> configs) {
        JavaClients.createTopic(server.bootstrap(), topic, 1, configs);
        JavaClients.write(server.bootstrap(), topic, Codec.NONE, Flights.rows().subList(0, 300));
        return new TopicPartition(topic, 0);
    }

    private long delete(TopicPartition partition, long beforeOffset) {
        return JavaClients.await(
                        Objects.requireNonNull(
                                admin.deleteRecords(
                                                Map.of(
                                                        partition,
                                                        RecordsToDelete.beforeOffset(beforeOffset)))
                                        .lowWatermarks()
                                        .get(partition)))
                .lowWatermark();
    }

    private long offset(TopicPartition partition, OffsetSpec spec) {
        return JavaClients.await(
                        admin.listOffsets(Map.of(partition, spec)).partitionResult(partition))
                .offset();
    }
}
