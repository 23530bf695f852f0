package strata.groups.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;

class CooperativeStickyAssignorTest {
    private static final int RUNS = 4_000;
    private final Assignor sticky = new KafkaAssignors().sticky();
    private final Assignor cooperative = new KafkaAssignors().cooperativeSticky();
    private final TopicPartition x0 = new TopicPartition("x", 0);
    private final TopicPartition x1 = new TopicPartition("x", 1);

    @Test
    void aPartitionThatMovesIsGivenToNobodyFirstAndToItsNewOwnerNext() {
        TestGroup group = new TestGroup().topic("x", 2).member("a", "x").member("b", "x");
        group.claim("a", 1, x0, x1);

        SortedMap<String, List<TopicPartition>> first = group.shareBy(cooperative);
        SortedMap<String, List<TopicPartition>> second = group.after(first, 2).shareBy(cooperative);

        assertThat(first.get("a")).containsExactly(x0);
        assertThat(first.get("b")).isEmpty();
        assertThat(second.get("a")).containsExactly(x0);
        assertThat(second.get("b")).containsExactly(x1);
    }

    @Test
    void nothingIsGivenThatSomebodyElseClaims() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = TestGroup.random(random, seed % 2 == 0).withWildClaims(random);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(cooperative);

            shared.forEach(
                    (id, given) -> {
                        for (TopicPartition partition : given) {
                            assertThat(believedElsewhere(group, id, partition))
                                    .as("%s to %s of %s", partition, id, group)
                                    .isFalse();
                        }
                    });
        }
    }

    /** Whether somebody else may rightly believe to have it: claims it, and not less credibly. */
    private static boolean believedElsewhere(TestGroup group, String id, TopicPartition partition) {
        Assignor.Subscription own = TestGroup.get(group.members, id);
        int since = own.owned().contains(partition) ? own.generation() : Integer.MIN_VALUE;
        return group.members.entrySet().stream()
                .filter(member -> !member.getKey().equals(id))
                .filter(member -> member.getValue().owned().contains(partition))
                .anyMatch(member -> member.getValue().generation() >= since);
    }

    @Test
    void afterTwoRoundsAllIsSharedAsStickyShares() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = TestGroup.random(random, seed % 2 == 0).withWildClaims(random);

            SortedMap<String, List<TopicPartition>> first = group.shareBy(cooperative);
            TestGroup revoked = group.after(first, 10);
            SortedMap<String, List<TopicPartition>> second = revoked.shareBy(cooperative);

            assertThat(second).as("seed %s: %s", seed, group).isEqualTo(revoked.shareBy(sticky));
            first.forEach((id, given) -> assertThat(second.get(id)).containsAll(given));
            assertThat(group.after(second, 11).shareBy(cooperative)).isEqualTo(second);
        }
    }

    @Test
    void whoKeepsAllIsNotStoppedByWhoMoves() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = TestGroup.random(random, true);
            TestGroup settled = group.after(group.shareBy(sticky), 1);
            List<String> topics = group.firstOnesTopics();
            TestGroup more = settled.with("newcomer", topics);

            SortedMap<String, List<TopicPartition>> first = more.shareBy(cooperative);

            SortedMap<String, List<TopicPartition>> kept = new TreeMap<>(more.shareBy(sticky));
            kept.put("newcomer", List.of());
            assertThat(first).as("seed %s: %s", seed, group).isEqualTo(kept);
        }
    }

    @Test
    void whatTwoClaimAlikeIsLetGoByBoth() {
        TestGroup group = new TestGroup().topic("x", 1).member("a", "x").member("b", "x");
        group.claim("a", 3, x0).claim("b", 3, x0);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(cooperative);

        assertThat(shared.values()).allMatch(List::isEmpty);
    }

    @Test
    void whoIsBelievedKeepsWhatAnotherClaimsOfOld() {
        TestGroup group = new TestGroup().topic("x", 2).member("a", "x").member("b", "x");
        group.claim("a", 4, x0, x1).claim("b", 5, x0);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(cooperative);

        assertThat(shared.get("a")).containsExactly(x1);
        assertThat(shared.get("b")).containsExactly(x0);
    }
}
