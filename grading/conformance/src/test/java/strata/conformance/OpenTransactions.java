package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** What keeps readers of committed records waiting, as the Admin client sees it. */
final class OpenTransactions {
    private static final Set<TransactionState> OVER =
            Set.of(
                    TransactionState.EMPTY,
                    TransactionState.COMPLETE_COMMIT,
                    TransactionState.COMPLETE_ABORT);

    private OpenTransactions() {}

    /**
     * Waits until the coordinators know of no transaction that goes on, no partition of {@code
     * topics} of any that is open, and readers of committed records see them to their ends.
     */
    static void awaitNone(String bootstrap, Collection<String> topics) {
        try (Admin admin = JavaClients.admin(bootstrap)) {
            Awaitility.await("every transaction is over")
                    .atMost(ClusterUnderTest.SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(JavaClients.await(admin.listTransactions().all()))
                                            .isNotEmpty()
                                            .extracting(TransactionListing::state)
                                            .allMatch(OVER::contains));
            List<TopicPartition> partitions = partitions(admin, topics);
            Awaitility.await("no partition knows of an open transaction")
                    .atMost(ClusterUnderTest.SOON)
                    .untilAsserted(() -> assertThat(open(admin, partitions)).isEmpty());
            Awaitility.await("readers of committed records see everything")
                    .atMost(ClusterUnderTest.SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    ends(
                                                            admin,
                                                            partitions,
                                                            IsolationLevel.READ_COMMITTED))
                                            .isEqualTo(
                                                    ends(
                                                            admin,
                                                            partitions,
                                                            IsolationLevel.READ_UNCOMMITTED)));
        }
    }

    private static List<TopicPartition> partitions(Admin admin, Collection<String> topics) {
        return JavaClients.await(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(
                        topic ->
                                topic.partitions().stream()
                                        .map(p -> new TopicPartition(topic.name(), p.partition())))
                .toList();
    }

    private static List<TopicPartition> open(Admin admin, List<TopicPartition> partitions) {
        return JavaClients.await(admin.describeProducers(partitions).all()).entrySet().stream()
                .filter(
                        each ->
                                each.getValue().activeProducers().stream()
                                        .anyMatch(
                                                producer ->
                                                        producer.currentTransactionStartOffset()
                                                                .isPresent()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, List<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new LinkedHashMap<>();
        JavaClients.await(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }
}
