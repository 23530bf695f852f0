package strata.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import strata.cli.ask.Answers.Partition;
import strata.cli.status.ClusterReport.PartitionReport;
import strata.cli.status.GroupReport.Lag;

final class StatusTextTest {
    private static final String INTERNAL = "__consumer_offsets";

    @Test
    void anInternalTopicIsNotListedWhileAllIsWell() {
        ClusterReport report = report(whole("orders", 0), whole(INTERNAL, 0));

        List<String> lines = new StatusText(report, 20).lines();

        assertThat(lines).anyMatch(line -> line.startsWith("orders "));
        assertThat(lines).noneMatch(line -> line.startsWith(INTERNAL));
        assertThat(lines).contains("and 1 more: --all");
    }

    @Test
    void anInternalTopicIsListedWhenItLacksReplicas() {
        ClusterReport report = report(lacking(INTERNAL, 7), whole("orders", 0));

        assertThat(new StatusText(report, 20).lines())
                .anyMatch(line -> line.startsWith(INTERNAL + "  7 "));
    }

    @Test
    void whoAsksForAllGetsAll() {
        ClusterReport report = report(whole(INTERNAL, 0));

        assertThat(new StatusText(report, Integer.MAX_VALUE).lines())
                .anyMatch(line -> line.startsWith(INTERNAL + "  0 "));
    }

    @Test
    void groupsAreListedWithWhatTheyLagByTopic() {
        GroupReport kitchen = group("kitchen", "consumer", Map.of("orders", new Lag(17, 0)), 2);
        GroupReport sinks = group("sinks", "connect", Map.of("orders", new Lag(3, 1)), 1);
        GroupReport fresh = group("fresh", "", Map.of(), -1);

        List<String> lines = groups(List.of(kitchen, sinks, fresh), 20, "node 2 is shy");

        assertThat(lines)
                .containsSequence(
                        "groups      3",
                        "group    protocol           state   coordinator  members  lag  lag by"
                                + " topic",
                        "kitchen  classic            Stable  3            2        17   orders:17",
                        "sinks    classic (connect)  Stable  3            1        3+?  orders:3+?",
                        "fresh    classic            Stable  3            ?        -    -",
                        "+?: the end of a partition is not known, as nobody leads it now",
                        "node 2 is shy");
    }

    @Test
    void whereThereIsNoGroupItIsSaid() {
        assertThat(groups(List.of(), 20)).contains("groups      none");
    }

    @Test
    void asManyGroupsAreListedAsPartitions() {
        GroupReport one = group("one", "consumer", Map.of(), 1);
        GroupReport two = group("two", "consumer", Map.of(), 1);

        assertThat(groups(List.of(one, two), 1))
                .contains("groups      2", "and 1 more: --all")
                .noneMatch(line -> line.startsWith("two "));
    }

    @Test
    void whereNobodyCoordinatesGroupsNothingIsSaidOfThem() {
        assertThat(new StatusText(report(), 20).lines())
                .noneMatch(line -> line.startsWith("groups"));
    }

    @Test
    void aProgramReadsOfGroups() {
        GroupReport sinks = group("sinks", "connect", Map.of("orders", new Lag(3, 1)), 1);

        Map<String, Object> fields =
                StatusFields.of(report(new GroupReport.All(List.of(sinks), List.of())));

        assertThat(fields)
                .containsEntry("groupsUntold", List.of())
                .extractingByKey("groups", InstanceOfAssertFactories.list(Map.class))
                .containsExactly(
                        Map.of(
                                "group",
                                "sinks",
                                "protocol",
                                "classic",
                                "protocolType",
                                "connect",
                                "state",
                                "Stable",
                                "assignor",
                                "range",
                                "coordinator",
                                3,
                                "members",
                                1,
                                "lag",
                                3L,
                                "partitionsWithoutLag",
                                1,
                                "topics",
                                Map.of("orders", Map.of("lag", 3L, "partitionsWithoutLag", 1))));
    }

    private static GroupReport group(
            String id, String type, Map<String, Lag> topics, int memberCount) {
        return new GroupReport(id, "classic", type, "Stable", "range", 3, memberCount, topics);
    }

    private static List<String> groups(List<GroupReport> groups, int rowsMax, String... untold) {
        GroupReport.All all = new GroupReport.All(groups, List.of(untold));
        return new StatusText(report(all), rowsMax).lines();
    }

    private static ClusterReport report(GroupReport.All groups) {
        return new ClusterReport("cluster", 1, List.of(), List.of(), null, groups);
    }

    private static ClusterReport report(PartitionReport... partitions) {
        return new ClusterReport("cluster", 1, List.of(), List.of(partitions), null, null);
    }

    private static PartitionReport whole(String topic, int number) {
        return new PartitionReport(
                new Partition(topic, number, 1, 0, List.of(1, 2), List.of(1, 2), List.of()),
                Map.of(2, 0L));
    }

    private static PartitionReport lacking(String topic, int number) {
        return new PartitionReport(
                new Partition(topic, number, 1, 0, List.of(1, 2), List.of(1), List.of()), Map.of());
    }
}
