package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.conformance.GroupMember.Place;

/** Groups of unmodified clients on three nodes, while records come in all the time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GroupClientsTest {
    private static final int PARTITION_COUNT = 6;
    private static final int PACE = 500;
    private static final Duration SOON = ClusterUnderTest.SOON;

    private ClusterUnderTest cluster;

    @BeforeAll
    void startTheCluster() {
        cluster =
                ClusterUnderTest.start(
                        "group-clients", GroupClient.SHORT_SESSIONS.toArray(String[]::new));
    }

    @AfterAll
    void stopTheCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource
    void noRecordIsSkippedWhateverDies(GroupClient client) {
        String topic = "survives-" + client.name().toLowerCase(Locale.ROOT);
        cluster.createTopic(topic, PARTITION_COUNT);
        List<Place> read = new ArrayList<>();
        try (SteadyWriter writer = new SteadyWriter(cluster.bootstrap(), topic, PACE);
                GroupMember first = member(client, topic, "first");
                GroupMember second = member(client, topic, "second")) {
            // Two share.
            first.awaitPartitions(1, SOON);
            second.awaitPartitions(1, SOON);

            // One dies without a word, the other takes over.
            first.kill();
            second.awaitPartitions(PARTITION_COUNT, SOON);

            // Their coordinator dies, too.
            int coordinator = coordinator(topic);
            cluster.node(coordinator).kill();
            second.awaitPartitions(PARTITION_COUNT, SOON);

            try (GroupMember third = member(client, topic, "third")) {
                third.awaitPartitions(1, SOON);
                second.awaitPartitions(1, SOON);
                cluster.node(coordinator).restart();
                cluster.awaitWhole(topic);
                assertThat(writer.verdict().faults()).as(cluster::output).isEmpty();
                if (client.mayKeepOneBack()) {
                    read.addAll(first.behindLast());
                }
                awaitAllRead(topic, read, List.of(first, second, third));
                third.leave();
                second.leave();
                read.addAll(third.read());
            }
            read.addAll(first.read());
            read.addAll(second.read());
        }

        assertThat(skipped(topic, read)).isEmpty();
        assertARestartGoesOnFromWhatWasCommitted(client, topic);
    }

    private void assertARestartGoesOnFromWhatWasCommitted(GroupClient client, String topic) {
        Map<Integer, Long> committed = committed(topic);
        assertThat(committed).hasSize(PARTITION_COUNT);
        JavaClients.write(cluster.bootstrap(), topic, Codec.NONE, Flights.rows().subList(0, 600));
        try (GroupMember again = member(client, topic, "again")) {
            again.awaitPartitions(PARTITION_COUNT, SOON);

            Map<Integer, Long> begun = new TreeMap<>();
            again.read().forEach(place -> begun.putIfAbsent(place.partition(), place.offset()));

            assertThat(begun).isEqualTo(committed);
        }
    }

    private GroupMember member(GroupClient client, String topic, String name) {
        return GroupMember.start(
                topic + "-" + name,
                client.member(cluster.bootstrap(), topic, group(topic)),
                client.hearsSignals());
    }

    private static String group(String topic) {
        return "group-of-" + topic;
    }

    private int coordinator(String topic) {
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            var described = admin.describeConsumerGroups(List.of(group(topic)));
            return JavaClients.await(
                            Objects.requireNonNull(described.describedGroups().get(group(topic))))
                    .coordinator()
                    .id();
        }
    }

    private Map<Integer, Long> committed(String topic) {
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            Map<TopicPartition, OffsetAndMetadata> told =
                    JavaClients.await(
                            admin.listConsumerGroupOffsets(group(topic))
                                    .partitionsToOffsetAndMetadata());
            Map<Integer, Long> offsets = new TreeMap<>();
            told.forEach((partition, at) -> offsets.put(partition.partition(), at.offset()));
            return offsets;
        }
    }

    private void awaitAllRead(String topic, List<Place> excused, List<GroupMember> members) {
        Awaitility.await("everything is read")
                .atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            List<Place> read = new ArrayList<>(excused);
                            members.forEach(each -> read.addAll(each.read()));
                            return skipped(topic, read).isEmpty();
                        });
    }

    private List<Place> skipped(String topic, List<Place> read) {
        Set<Place> places = read.stream().collect(Collectors.toSet());
        return JavaClients.read(cluster.bootstrap(), topic).stream()
                .map(row -> new Place(row.partition(), row.offset()))
                .filter(place -> !places.contains(place))
                .toList();
    }
}
