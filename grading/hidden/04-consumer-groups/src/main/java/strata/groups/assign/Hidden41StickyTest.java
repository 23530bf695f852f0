package strata.groups.assign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor.Subscription;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.1", concept = "assignors", code = "GRP-401")
final class Hidden41StickyTest {
    private static final KafkaAssignors ASSIGNORS = new KafkaAssignors();

    @Claim(
            value = "Equal shares: each keeps and is given what the rules say, to the partition",
            rules = {"R4.1-c", "R4.1-d", "R4.1-e"})
    void equalSharesGoByTheRules(Lesson lesson) {
        SplittableRandom random = lesson.random("problems");
        for (int i = 0; i < 400; i++) {
            HiddenTestProblem problem = HiddenTestProblem.drawn(random, true);
            problem.claimAnything(random);
            if (i % 2 == 0) {
                greedy(problem, random);
            }
            lesson.step("sticky, %s of 400: %s", i + 1, problem);
            lesson.expect(
                    "who gets what",
                    byTheRules(problem),
                    ASSIGNORS.sticky().assign(problem.shuffled(random).members, problem.counts));
        }
    }

    /** One member has most of what there is, others some of the rest: nobody claims twice. */
    private static void greedy(HiddenTestProblem problem, SplittableRandom random) {
        Map<String, List<TopicPartition>> owned = new TreeMap<>(problem.nothing());
        List<String> ids = new ArrayList<>(owned.keySet());
        String greedy = ids.get(random.nextInt(ids.size()));
        for (TopicPartition partition : problem.partitions()) {
            String owner = random.nextInt(3) > 0 ? greedy : ids.get(random.nextInt(ids.size()));
            if (random.nextInt(5) > 0) {
                Objects.requireNonNull(owned.get(owner)).add(partition);
            }
        }
        int generation = random.nextInt(1_000_000);
        owned.forEach((member, has) -> problem.claim(member, has, generation));
    }

    private static SortedMap<String, List<TopicPartition>> byTheRules(HiddenTestProblem problem) {
        SortedMap<String, List<TopicPartition>> given = problem.nothing();
        List<TopicPartition> all = problem.partitions();
        int share = all.size() / given.size();
        int extras = all.size() % given.size();
        Map<TopicPartition, String> believed = problem.believed();
        List<TopicPartition> left = new ArrayList<>();
        for (TopicPartition partition : all) {
            String owner = believed.get(partition);
            int has = owner == null ? 0 : Objects.requireNonNull(given.get(owner)).size();
            if (owner != null && (has < share || (has == share && extras > 0))) {
                extras -= has == share ? 1 : 0;
                Objects.requireNonNull(given.get(owner)).add(partition);
            } else {
                left.add(partition);
            }
        }
        int turn = 0;
        List<String> order = problem.order();
        for (TopicPartition partition : left) {
            boolean anyBelow = given.values().stream().anyMatch(has -> has.size() < share);
            int below = anyBelow ? share : share + 1;
            while (Objects.requireNonNull(given.get(order.get(turn % order.size()))).size()
                    >= below) {
                turn++;
            }
            Objects.requireNonNull(given.get(order.get(turn++ % order.size()))).add(partition);
        }
        given.values().forEach(partitions -> partitions.sort(null));
        return given;
    }

    @Claim(
            value = "However members come and go, shares are even and as little moves as can",
            rules = {"R4.1-d", "R4.1-e", "R4.1-f"})
    void asLittleMovesAsCan(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        for (int i = 0; i < 40; i++) {
            HiddenTestProblem problem = HiddenTestProblem.drawn(random, true);
            problem.counts.replaceAll((topic, count) -> 1 + random.nextInt(40));
            lesson.step("history %s of 40: topics %s", i + 1, problem.counts);
            for (int generation = 1; generation <= 15; generation++) {
                lesson.now("generation %s: %s", generation, problem);
                Map<TopicPartition, String> before = problem.believed();
                SortedMap<String, List<TopicPartition>> given =
                        ASSIGNORS.sticky().assign(problem.members, problem.counts);
                checkEven(lesson, problem, given);
                checkSticky(lesson, problem, before, given);
                goOn(problem, given, generation, random);
            }
        }
    }

    private static void checkEven(
            Lesson lesson,
            HiddenTestProblem problem,
            SortedMap<String, List<TopicPartition>> given) {
        List<TopicPartition> all = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (List<TopicPartition> each : given.values()) {
            all.addAll(each);
            least = Math.min(least, each.size());
            most = Math.max(most, each.size());
        }
        all.sort(null);
        lesson.expect("all that is given", problem.partitions(), all);
        lesson.expectThat(
                most - least <= 1, "the shares", "even within 1", "from " + least + " to " + most);
    }

    private static void checkSticky(
            Lesson lesson,
            HiddenTestProblem problem,
            Map<TopicPartition, String> before,
            SortedMap<String, List<TopicPartition>> given) {
        int share = problem.partitions().size() / given.size();
        int extras = problem.partitions().size() % given.size();
        int mayStay = 0;
        int stayed = 0;
        for (String member : given.keySet()) {
            int had = 0;
            for (Map.Entry<TopicPartition, String> entry : before.entrySet()) {
                boolean his = entry.getValue().equals(member);
                had += his ? 1 : 0;
                stayed += his && given.get(member).contains(entry.getKey()) ? 1 : 0;
            }
            mayStay += Math.min(had, share);
            if (had > share && extras > 0) {
                extras--;
                mayStay++;
            }
        }
        lesson.expect("how many partitions stay where they were", mayStay, stayed);
    }

    /** Everybody has what it was given; some sleep and believe in what is past, come or go. */
    private static void goOn(
            HiddenTestProblem problem,
            SortedMap<String, List<TopicPartition>> given,
            int generation,
            SplittableRandom random) {
        given.forEach(
                (member, has) -> {
                    if (random.nextInt(6) > 0) {
                        problem.claim(member, has, generation);
                    }
                });
        if (problem.members.size() > 1 && random.nextInt(3) == 0) {
            List<String> ids = new ArrayList<>(problem.members.keySet());
            problem.members.remove(ids.get(random.nextInt(ids.size())));
        }
        while (random.nextInt(3) == 0) {
            Subscription one = problem.members.get(problem.members.firstKey());
            problem.members.put(
                    "n" + random.nextInt(1_000_000),
                    new Subscription(null, Objects.requireNonNull(one).topics(), List.of(), -1));
        }
    }
}
