package strata.groups.assign;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import strata.kernel.TopicPartition;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.1", concept = "assignors", code = "GRP-401")
final class Hidden41SharesTest {
    private static final KafkaAssignors ASSIGNORS = new KafkaAssignors();

    @Claim(
            value = "range gives each subscriber of a topic its run, whoever else wants what",
            rules = {"R4.1-a"})
    void rangeGivesEachSubscriberItsRun(Lesson lesson) {
        SplittableRandom random = lesson.random("problems");
        for (int i = 0; i < 300; i++) {
            HiddenTestProblem problem = HiddenTestProblem.drawn(random, i % 3 == 0);
            problem.claimAnything(random);
            lesson.step("range, %s of 300: %s", i + 1, problem);
            SortedMap<String, List<TopicPartition>> right = problem.nothing();
            problem.counts.forEach((topic, count) -> runs(problem, topic, count, right));

            lesson.expect(
                    "who gets what",
                    right,
                    ASSIGNORS.range().assign(problem.members, problem.counts));
        }
    }

    /** One at a time: the run of a subscriber ends when it has what is due to it. */
    private static void runs(
            HiddenTestProblem problem,
            String topic,
            int count,
            SortedMap<String, List<TopicPartition>> right) {
        List<String> subscribers = problem.subscribers(topic);
        int next = 0;
        for (int at = 0; at < subscribers.size(); at++) {
            // So many that all before it and it together have their part, rounded up for the first.
            int due = count / subscribers.size() + (at < count % subscribers.size() ? 1 : 0);
            for (int left = due; left > 0; left--) {
                Objects.requireNonNull(right.get(subscribers.get(at)))
                        .add(new TopicPartition(topic, next++));
            }
        }
    }

    @Claim(
            value = "roundrobin deals on from topic to topic, past those who have not subscribed",
            rules = {"R4.1-b"})
    void roundRobinDealsInACircle(Lesson lesson) {
        SplittableRandom random = lesson.random("problems");
        for (int i = 0; i < 300; i++) {
            HiddenTestProblem problem = HiddenTestProblem.drawn(random, i % 4 == 0);
            problem.claimAnything(random);
            lesson.step("roundrobin, %s of 300: %s", i + 1, problem);
            SortedMap<String, List<TopicPartition>> right = problem.nothing();
            List<String> circle = problem.order();
            int turn = 0;
            for (TopicPartition partition : problem.partitions()) {
                while (!Objects.requireNonNull(
                                problem.members.get(circle.get(turn % circle.size())))
                        .topics()
                        .contains(partition.topic())) {
                    turn++;
                }
                Objects.requireNonNull(right.get(circle.get(turn++ % circle.size())))
                        .add(partition);
            }

            lesson.expect(
                    "who gets what",
                    right,
                    ASSIGNORS.roundRobin().assign(problem.members, problem.counts));
        }
    }

    @Claim(
            value =
                    "Of any claims, heard in any order, those of the latest generation are"
                            + " believed",
            rules = {"R4.1-c"})
    void theLatestClaimIsBelieved(Lesson lesson) {
        SplittableRandom random = lesson.random("claims");
        for (int i = 0; i < 400; i++) {
            HiddenTestProblem problem = HiddenTestProblem.drawn(random, i % 2 == 0);
            problem.claimAnything(random);
            HiddenTestProblem told = problem.shuffled(random);
            lesson.step("claims, %s of 400: %s", i + 1, told);
            AssignmentProblem numbers = new AssignmentProblem(told.members, told.counts);
            Claims claims = Claims.of(numbers);
            Map<TopicPartition, String> right = problem.believed();
            List<String> order = problem.order();
            for (TopicPartition partition : problem.partitions()) {
                lesson.now("who is believed to have %s?", partition);
                int believed = claims.believed(Objects.requireNonNull(numbers.numberOf(partition)));
                lesson.expect(
                        "the owner of " + partition,
                        right.getOrDefault(partition, "nobody"),
                        believed == AssignmentProblem.NOBODY ? "nobody" : order.get(believed));
            }
        }
    }
}
