package strata.groups.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicPartition;

class RangeAndRoundRobinTest {
    private final KafkaAssignors assignors = new KafkaAssignors();

    @Test
    void rangeGivesRunsOfEachTopicAndTheFirstMembersOneMore() {
        TestGroup group =
                new TestGroup().topic("x", 5).topic("y", 2).member("a", "x", "y").member("b", "x");

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignors.range());

        assertThat(shared.get("a")).containsExactly(x(0), x(1), x(2), y(0), y(1));
        assertThat(shared.get("b")).containsExactly(x(3), x(4));
    }

    @Test
    void rangeLeavesTheLastMembersWithoutWhereThereAreMoreMembersThanPartitions() {
        TestGroup group =
                new TestGroup().topic("x", 2).member("a", "x").member("b", "x").member("c", "x");

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignors.range());

        assertThat(shared.get("a")).containsExactly(x(0));
        assertThat(shared.get("b")).containsExactly(x(1));
        assertThat(shared.get("c")).isEmpty();
    }

    @Test
    void rangeKeepsEqualTopicsTogether() {
        for (int seed = 0; seed < 1_000; seed++) {
            int partitions = new Random(seed).nextInt(20) + 1;
            TestGroup group = new TestGroup().topic("x", partitions).topic("y", partitions);
            IntStream.range(0, seed % 9 + 1).forEach(i -> group.member("m" + i, "x", "y"));

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignors.serverRange());

            for (List<TopicPartition> given : shared.values()) {
                assertThat(numbers(given, "x")).isEqualTo(numbers(given, "y"));
            }
        }
    }

    @Test
    void staticMembersComeFirstByInstanceIdWhateverTheirMemberIds() {
        TestGroup group =
                new TestGroup()
                        .topic("x", 3)
                        .member("a", "x")
                        .staticMember("y", "instance-2", "x")
                        .staticMember("z", "instance-1", "x");

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignors.range());

        assertThat(shared.get("z")).containsExactly(x(0));
        assertThat(shared.get("y")).containsExactly(x(1));
        assertThat(shared.get("a")).containsExactly(x(2));
    }

    @Test
    void roundRobinGoesOnInTurnFromTopicToTopic() {
        TestGroup group =
                new TestGroup()
                        .topic("x", 3)
                        .topic("y", 3)
                        .member("a", "x", "y")
                        .member("b", "x", "y");

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignors.roundRobin());

        assertThat(shared.get("a")).containsExactly(x(0), x(2), y(1));
        assertThat(shared.get("b")).containsExactly(x(1), y(0), y(2));
    }

    @Test
    void roundRobinPassesOverWhoHasNotSubscribed() {
        TestGroup group =
                new TestGroup()
                        .topic("x", 1)
                        .topic("y", 2)
                        .topic("z", 3)
                        .member("a", "x")
                        .member("b", "x", "y")
                        .member("c", "x", "y", "z");

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignors.roundRobin());

        assertThat(shared.get("a")).containsExactly(x(0));
        assertThat(shared.get("b")).containsExactly(y(0));
        assertThat(shared.get("c"))
                .containsExactly(
                        y(1),
                        new TopicPartition("z", 0),
                        new TopicPartition("z", 1),
                        new TopicPartition("z", 2));
    }

    @Test
    void equalSubscriptionsAreDealtOutWithinOne() {
        for (int seed = 0; seed < 1_000; seed++) {
            TestGroup group = TestGroup.random(new Random(seed), true);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignors.roundRobin());

            int most = shared.values().stream().mapToInt(List::size).max().orElse(0);
            int least = shared.values().stream().mapToInt(List::size).min().orElse(0);
            assertThat(most - least).as("seed %s: %s", seed, group).isBetween(0, 1);
        }
    }

    private static List<Integer> numbers(List<TopicPartition> partitions, String topic) {
        return partitions.stream()
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .toList();
    }

    private static TopicPartition x(int partition) {
        return new TopicPartition("x", partition);
    }

    private static TopicPartition y(int partition) {
        return new TopicPartition("y", partition);
    }
}
