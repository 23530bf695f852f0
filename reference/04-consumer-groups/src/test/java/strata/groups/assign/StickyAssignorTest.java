package strata.groups.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.assign.TestGroup.get;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;

class StickyAssignorTest {
    private static final int RUNS = 2_000;
    private final Assignor sticky = new KafkaAssignors().sticky();
    private final TopicPartition x0 = new TopicPartition("x", 0);
    private final TopicPartition x1 = new TopicPartition("x", 1);

    @Test
    void equalSubscriptionsAreSharedWithinOne() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = TestGroup.random(random, true).withWildClaims(random);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

            int most = shared.values().stream().mapToInt(List::size).max().orElse(0);
            int least = shared.values().stream().mapToInt(List::size).min().orElse(0);
            assertThat(most - least).as("seed %s: %s", seed, group).isBetween(0, 1);
        }
    }

    @Test
    void whatIsSharedAlreadyStaysAsItIs() {
        for (int seed = 0; seed < RUNS; seed++) {
            TestGroup group = TestGroup.random(new Random(seed), seed % 2 == 0);
            SortedMap<String, List<TopicPartition>> before = settled(group, seed);

            SortedMap<String, List<TopicPartition>> shared = group.after(before, 1).shareBy(sticky);

            assertThat(shared).as("seed %s: %s", seed, group).isEqualTo(before);
        }
    }

    @Test
    void nothingMovesWhereABalancedSharingNeedsNoMoves() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = TestGroup.random(random, seed % 2 == 0);
            SortedMap<String, List<TopicPartition>> some = new TreeMap<>();
            settled(group, seed)
                    .forEach(
                            (id, given) ->
                                    some.put(
                                            id,
                                            given.stream()
                                                    .filter(p -> random.nextBoolean())
                                                    .toList()));
            TestGroup rest = group.after(some, 1);

            SortedMap<String, List<TopicPartition>> shared = rest.shareBy(sticky);

            assertThat(rest.moves(shared)).as("seed %s: %s", seed, rest).isZero();
        }
    }

    @Test
    void whenAMemberLeavesOnlyItsPartitionsMove() {
        for (int seed = 0; seed < RUNS; seed++) {
            TestGroup group = TestGroup.random(new Random(seed), true);
            SortedMap<String, List<TopicPartition>> before = settled(group, seed);
            String leaver = group.members.firstKey();
            TestGroup rest = group.after(before, 1).without(leaver);

            SortedMap<String, List<TopicPartition>> shared = rest.shareBy(sticky);

            rest.members
                    .keySet()
                    .forEach(id -> assertThat(shared.get(id)).containsAll(before.get(id)));
        }
    }

    @Test
    void whenAMemberJoinsItsFloorOfTheSharesMovesAndNoMore() {
        for (int seed = 0; seed < RUNS; seed++) {
            TestGroup group = TestGroup.random(new Random(seed), true);
            SortedMap<String, List<TopicPartition>> before = settled(group, seed);
            List<String> topics = group.firstOnesTopics();
            TestGroup more = group.after(before, 1).with("newcomer", topics);

            SortedMap<String, List<TopicPartition>> shared = more.shareBy(sticky);

            int floor = more.wanted().size() / more.members.size();
            assertThat(more.moves(shared)).as("seed %s: %s", seed, more).isEqualTo(floor);
            assertThat(shared.get("newcomer")).hasSize(floor);
        }
    }

    @Test
    void equalSubscriptionsMoveExactlyWhatNoEvenSharingCanKeep() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = withRandomOwners(TestGroup.random(random, true), random);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

            int share = group.wanted().size() / group.members.size();
            int extra = group.wanted().size() % group.members.size();
            int canStay = 0;
            int aboveShare = 0;
            int had = 0;
            for (Assignor.Subscription member : group.members.values()) {
                had += member.owned().size();
                canStay += Math.min(share, member.owned().size());
                aboveShare += member.owned().size() > share ? 1 : 0;
            }
            canStay += Math.min(extra, aboveShare);
            assertThat(group.moves(shared)).as("seed %s: %s", seed, group).isEqualTo(had - canStay);
        }
    }

    @Test
    void unequalSubscriptionsAreSharedAsEvenlyAsAnySharingCan() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = TestGroup.random(random, false).withWildClaims(random);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

            assertThat(squares(shared))
                    .as("seed %s: %s", seed, group)
                    .isEqualTo(leastSquares(group));
        }
    }

    @Test
    void noPartitionCouldGoToSomebodyWithTwoFewer() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = TestGroup.random(random, false).withWildClaims(random);
            SortedMap<TopicPartition, List<String>> wanted = group.wanted();

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

            for (List<TopicPartition> given : shared.values()) {
                for (TopicPartition partition : given) {
                    for (String other : get(wanted, partition)) {
                        assertThat(get(shared, other).size() + 2)
                                .as("seed %s: %s to %s", seed, partition, other)
                                .isGreaterThan(given.size());
                    }
                }
            }
        }
    }

    @Test
    void nobodyTakesFromEachOther() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            TestGroup group = withRandomOwners(TestGroup.random(random, false), random);

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

            assertThat(takersByLoser(group, shared))
                    .as("seed %s: %s", seed, group)
                    .satisfies(StickyAssignorTest::holdsNoCircle);
        }
    }

    @Test
    void ofTwoClaimsTheOneOfTheLaterGenerationIsBelieved() {
        TestGroup group = new TestGroup().topic("x", 2).member("a", "x").member("b", "x");
        group.claim("a", 4, x0, x1).claim("b", 5, x0);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

        assertThat(shared.get("a")).containsExactly(x1);
        assertThat(shared.get("b")).containsExactly(x0);
    }

    @Test
    void ofTwoClaimsInOneGenerationNeitherIsBelieved() {
        TestGroup group = new TestGroup().topic("x", 2).member("a", "x").member("b", "x");
        group.claim("a", 5, x1).claim("b", 5, x1, x0);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

        assertThat(shared.get("b")).containsExactly(x0);
        assertThat(shared.get("a")).containsExactly(x1);
    }

    @Test
    void aClaimOfALaterGenerationIsBelievedWhateverTwoOlderOnesSay() {
        TestGroup group =
                new TestGroup().topic("x", 3).member("a", "x").member("b", "x").member("c", "x");
        group.claim("a", 5, x0).claim("b", 5, x0).claim("c", 6, x0);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

        assertThat(shared.get("c")).containsExactly(x0);
    }

    @Test
    void aClaimToWhatIsNotThereIsNone() {
        TestGroup group = new TestGroup().topic("x", 1).member("a", "x").member("b", "x");
        group.claim("b", 1, new TopicPartition("x", 7), new TopicPartition("y", 0), x0, x0);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

        assertThat(shared.get("b")).containsExactly(x0);
        assertThat(shared.get("a")).isEmpty();
    }

    @Test
    void aMemberLosesWhatItNoLongerSubscribesTo() {
        TestGroup group =
                new TestGroup().topic("x", 1).topic("y", 1).member("a", "y").member("b", "x", "y");
        group.claim("a", 1, x0);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

        assertThat(shared.get("a")).containsExactly(new TopicPartition("y", 0));
        assertThat(shared.get("b")).containsExactly(x0);
    }

    @Test
    void whatWentInACircleIsWithItsOwnersAgain() {
        TestGroup group = new TestGroup();
        group.topic("t", 2).topic("u", 1).topic("x", 1).topic("y", 1).topic("z", 5);
        group.member("a", "t", "u", "y").member("b", "u");
        group.member("c", "x", "z").member("d", "t", "x", "y");
        TopicPartition t0 = new TopicPartition("t", 0);
        TopicPartition t1 = new TopicPartition("t", 1);
        TopicPartition u0 = new TopicPartition("u", 0);
        TopicPartition y0 = new TopicPartition("y", 0);
        TopicPartition[] z =
                IntStream.range(0, 5)
                        .mapToObj(i -> new TopicPartition("z", i))
                        .toArray(TopicPartition[]::new);
        group.claim("a", 1, t0, t1, u0).claim("d", 1, y0);
        group.claim("c", 1, x0, z[0], z[1], z[2], z[3], z[4]);

        SortedMap<String, List<TopicPartition>> shared = group.shareBy(sticky);

        assertThat(shared.get("a")).containsExactly(t0, t1);
        assertThat(shared.get("b")).containsExactly(u0);
        assertThat(shared.get("c")).containsExactly(z);
        assertThat(shared.get("d")).containsExactly(x0, y0);
    }

    /** A balanced sharing of a group with a past: not the one that a new group gets. */
    private SortedMap<String, List<TopicPartition>> settled(TestGroup group, int seed) {
        return withRandomOwners(group, new Random(seed + 1_000_000)).shareBy(sticky);
    }

    /** Everybody has some of what it wants, nothing is with two. */
    private static TestGroup withRandomOwners(TestGroup group, Random random) {
        SortedMap<String, List<TopicPartition>> owners = new TreeMap<>();
        group.wanted()
                .forEach(
                        (partition, ids) -> {
                            // a small bound: some have much, others nothing
                            String id = ids.get(random.nextInt(random.nextInt(ids.size()) + 1));
                            if (random.nextInt(5) > 0) {
                                owners.computeIfAbsent(id, any -> new ArrayList<>()).add(partition);
                            }
                        });
        return group.after(owners, 1);
    }

    private static int squares(SortedMap<String, List<TopicPartition>> shared) {
        return shared.values().stream().mapToInt(List::size).map(load -> load * load).sum();
    }

    /** By another way: adds one partition at a time along the cheapest chain of moves. */
    private static int leastSquares(TestGroup group) {
        SortedMap<TopicPartition, List<String>> wanted = group.wanted();
        SortedMap<TopicPartition, String> owners = new TreeMap<>();
        Map<String, Integer> loads = new TreeMap<>();
        group.members.keySet().forEach(id -> loads.put(id, 0));
        for (TopicPartition added : wanted.keySet()) {
            Map<String, TopicPartition> by = new TreeMap<>();
            List<String> reached = new ArrayList<>();
            wanted.get(added).forEach(id -> by.put(id, added));
            reached.addAll(wanted.get(added));
            for (int i = 0; i < reached.size(); i++) {
                String holder = reached.get(i);
                owners.forEach(
                        (partition, owner) -> {
                            if (owner.equals(holder)) {
                                for (String id : get(wanted, partition)) {
                                    if (by.putIfAbsent(id, partition) == null) {
                                        reached.add(id);
                                    }
                                }
                            }
                        });
            }
            String last = reached.get(0);
            for (String id : reached) {
                last = get(loads, id) < get(loads, last) ? id : last;
            }
            loads.merge(last, 1, Integer::sum);
            while (!get(by, last).equals(added)) {
                TopicPartition moved = get(by, last);
                String giver = get(owners, moved);
                owners.put(moved, last);
                last = giver;
            }
            owners.put(added, last);
        }
        return loads.values().stream().mapToInt(load -> load * load).sum();
    }

    private static SortedMap<String, List<String>> takersByLoser(
            TestGroup group, SortedMap<String, List<TopicPartition>> shared) {
        SortedMap<String, List<String>> takers = new TreeMap<>();
        group.members.forEach(
                (loser, member) -> {
                    takers.put(loser, new ArrayList<>());
                    shared.forEach(
                            (taker, given) -> {
                                boolean takes = member.owned().stream().anyMatch(given::contains);
                                if (takes && !taker.equals(loser)) {
                                    takers.get(loser).add(taker);
                                }
                            });
                });
        return takers;
    }

    /** Takes away who lost nothing to those who are left, until nobody is left. */
    private static void holdsNoCircle(Map<String, List<String>> takers) {
        boolean smaller = true;
        while (smaller) {
            smaller =
                    takers.entrySet()
                            .removeIf(e -> e.getValue().stream().noneMatch(takers::containsKey));
        }
        assertThat(takers).isEmpty();
    }
}
