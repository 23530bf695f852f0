package strata.groups.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignor.Subscription;

/** What all assignors promise, over random groups with claims true and false. */
class AssignorPropertiesTest {
    private static final int RUNS = 1_000;
    private static final KafkaAssignors ASSIGNORS = new KafkaAssignors();

    static Stream<Assignor> all() {
        return Stream.concat(complete(), Stream.of(ASSIGNORS.cooperativeSticky()));
    }

    static Stream<Assignor> complete() {
        return Stream.of(
                ASSIGNORS.range(),
                ASSIGNORS.roundRobin(),
                ASSIGNORS.sticky(),
                ASSIGNORS.uniform(),
                ASSIGNORS.serverRange());
    }

    @ParameterizedTest
    @MethodSource("complete")
    void everyPartitionThatSomebodyWantsGoesToExactlyOneWhoWantsIt(Assignor assignor) {
        for (int seed = 0; seed < RUNS; seed++) {
            TestGroup group = group(seed);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignor);

            List<TopicPartition> given = new ArrayList<>();
            shared.values().forEach(given::addAll);
            assertThat(given)
                    .as("seed %s: %s", seed, group)
                    .containsExactlyInAnyOrderElementsOf(group.wanted().keySet());
            assertThat(shared.keySet()).isEqualTo(group.members.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void nobodyGetsWhatItHasNotSubscribedToAndNothingIsGivenTwice(Assignor assignor) {
        for (int seed = 0; seed < RUNS; seed++) {
            TestGroup group = group(seed);
            SortedMap<TopicPartition, List<String>> wanted = group.wanted();

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignor);

            List<TopicPartition> given = new ArrayList<>();
            shared.forEach(
                    (id, partitions) ->
                            partitions.forEach(
                                    partition -> assertThat(wanted.get(partition)).contains(id)));
            shared.values().forEach(given::addAll);
            assertThat(given).as("seed %s: %s", seed, group).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theOrderOfTopicsAndClaimsMakesNoDifference(Assignor assignor) {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed + 1_000_000);
            TestGroup group = group(seed);
            SortedMap<String, Subscription> shuffled = new TreeMap<>();
            group.members.forEach(
                    (id, member) ->
                            shuffled.put(
                                    id,
                                    new Subscription(
                                            member.instanceId(),
                                            shuffled(member.topics(), random),
                                            shuffled(member.owned(), random),
                                            member.generation())));
            Map<String, Integer> counts = new LinkedHashMap<>();
            for (String topic : shuffled(List.copyOf(group.partitionCounts.keySet()), random)) {
                counts.put(topic, group.partitionCounts.get(topic));
            }

            SortedMap<String, List<TopicPartition>> shared = assignor.assign(shuffled, counts);

            assertThat(shared).as("seed %s: %s", seed, group).isEqualTo(group.shareBy(assignor));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void membersAreAnsweredInOrderWithPartitionsInOrder(Assignor assignor) {
        for (int seed = 0; seed < RUNS; seed++) {
            TestGroup group = group(seed);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(assignor);

            assertThat(List.copyOf(shared.keySet())).isSorted();
            shared.values().forEach(partitions -> assertThat(partitions).isSorted());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aGroupOfNobodyIsAnsweredWithNothing(Assignor assignor) {
        TestGroup group = new TestGroup().topic("t", 3);

        assertThat(group.shareBy(assignor)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTopicThatDoesNotExistIsGivenToNobody(Assignor assignor) {
        TestGroup group = new TestGroup().topic("t", 1).member("a", "gone").member("b", "gone");

        assertThat(group.shareBy(assignor).values()).allMatch(List::isEmpty);
    }

    private static TestGroup group(int seed) {
        Random random = new Random(seed);
        return TestGroup.random(random, random.nextBoolean()).withWildClaims(random);
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
