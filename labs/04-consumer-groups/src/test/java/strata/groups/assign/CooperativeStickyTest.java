package strata.groups.assign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignor.Subscription;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.6", concept = "cooperative rebalancing", code = "GRP-406")
final class CooperativeStickyTest {
    private final Assignor assignor = new KafkaAssignors().cooperativeSticky();
    private final SortedMap<String, Subscription> members = new TreeMap<>();

    @Claim(
            value = "What somebody else claims is given to nobody yet; what stays stays",
            rules = {"R4.6-f"})
    void whatSomebodyElseClaimsIsWithheld(Lesson lesson) {
        lesson.step("ann has all of orders, 0 to 3, and bob is new");
        claim("ann", 1, 0, 1, 2, 3);
        claim("bob", 1);
        expectShares(lesson, "ann 0 1, bob nothing");
        lesson.step("she has let 2 and 3 go");
        claim("ann", 2, 0, 1);
        claim("bob", 2);
        expectShares(lesson, "ann 0 1, bob 2 3");
        lesson.step("and now nothing is to move");
        claim("bob", 3, 2, 3);
        claim("ann", 3, 0, 1);
        expectShares(lesson, "ann 0 1, bob 2 3");

        lesson.step("ann slept: she claims 2 and 3 as of generation 1; bob has them since 3");
        claim("ann", 1, 2, 3);
        expectShares(lesson, "ann 0 1, bob 2 3");
        lesson.step("ann slept; bob has let go of 2 and 3, and cem, who is new, would get one");
        claim("ann", 1, 0, 1, 2, 3);
        claim("bob", 3, 0);
        claim("cem", -1);
        lesson.step("cem would get 3, which nobody claims but ann");
        expectShares(lesson, "ann 1 2, bob 0, cem nothing");

        lesson.step("ann and bob both claim all four as of generation 5: nobody is believed");
        members.clear();
        claim("ann", 5, 0, 1, 2, 3);
        claim("bob", 5, 0, 1, 2, 3);
        expectShares(lesson, "ann nothing, bob nothing");
    }

    private void claim(String member, int generation, int... partitions) {
        List<TopicPartition> owned = new ArrayList<>();
        for (int partition : partitions) {
            owned.add(new TopicPartition("orders", partition));
        }
        members.put(member, new Subscription(null, List.of("orders"), owned, generation));
    }

    private void expectShares(Lesson lesson, String right) {
        List<String> shares = new ArrayList<>();
        assignor.assign(members, Map.of("orders", 4))
                .forEach((member, given) -> shares.add(member + " " + numbers(given)));
        lesson.expect("what each is given", right, String.join(", ", shares));
    }

    private static String numbers(List<TopicPartition> partitions) {
        return partitions.isEmpty()
                ? "nothing"
                : partitions.stream()
                        .map(partition -> "" + partition.partition())
                        .collect(Collectors.joining(" "));
    }

    @Claim(
            value = "Nobody is ever given what another one has; two rounds give everything away",
            rules = {"R4.6-f"})
    void twoRoundsWithoutTwoOwners(Lesson lesson) {
        lesson.step("members come and go and want other topics, and let go what they lost");
        for (int walk = 0; walk < 60; walk++) {
            walk(lesson, lesson.random("walk " + walk), walk);
        }
    }

    private void walk(Lesson lesson, SplittableRandom random, int walk) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("bills", 1 + random.nextInt(4));
        counts.put("orders", 1 + random.nextInt(8));
        Map<String, List<TopicPartition>> has = new TreeMap<>();
        for (int change = 0; change < 6; change++) {
            String member = "m" + random.nextInt(5);
            if (has.remove(member) == null || random.nextBoolean()) {
                has.put(member, List.of());
            }
            if (has.isEmpty()) {
                continue;
            }
            Map<String, List<TopicPartition>> before = new TreeMap<>(has);
            for (int round = 1; round <= 3; round++) {
                lesson.now("walk %s, change %s, round %s; they have %s", walk, change, round, has);
                SortedMap<String, Subscription> said = new TreeMap<>();
                int generation = 3 * change + round;
                has.forEach(
                        (name, owned) ->
                                said.put(
                                        name,
                                        new Subscription(
                                                null,
                                                List.of("bills", "orders"),
                                                owned,
                                                generation)));
                SortedMap<String, List<TopicPartition>> given = assignor.assign(said, counts);
                expectNothingOfOthers(lesson, has, given);
                before = new TreeMap<>(has);
                has.putAll(given);
                if (round == 2) {
                    expectAll(lesson, given, counts);
                }
            }
            lesson.expect("what they have after a third round", before, has);
        }
    }

    private static void expectNothingOfOthers(
            Lesson lesson,
            Map<String, List<TopicPartition>> has,
            SortedMap<String, List<TopicPartition>> given) {
        given.forEach(
                (member, partitions) ->
                        has.forEach(
                                (other, owned) -> {
                                    TreeSet<TopicPartition> both = new TreeSet<>(partitions);
                                    both.retainAll(owned);
                                    lesson.expectThat(
                                            other.equals(member) || both.isEmpty(),
                                            "what " + member + " is given",
                                            "nothing that " + other + " has",
                                            "" + both);
                                }));
    }

    private static void expectAll(
            Lesson lesson,
            SortedMap<String, List<TopicPartition>> given,
            Map<String, Integer> counts) {
        TreeSet<TopicPartition> all = new TreeSet<>();
        counts.forEach(
                (topic, count) -> {
                    for (int partition = 0; partition < count; partition++) {
                        all.add(new TopicPartition(topic, partition));
                    }
                });
        TreeSet<TopicPartition> got = new TreeSet<>();
        given.values().forEach(got::addAll);
        lesson.expect("what is given in the second round", all, got);
    }
}
