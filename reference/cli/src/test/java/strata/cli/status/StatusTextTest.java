package strata.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import strata.cli.ask.Answers.Partition;
import strata.cli.status.ClusterReport.PartitionReport;

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

    private static ClusterReport report(PartitionReport... partitions) {
        return new ClusterReport("cluster", 1, List.of(), List.of(partitions), null);
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
