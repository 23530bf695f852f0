package strata.groups.assign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import strata.kernel.TopicPartition;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.6", concept = "cooperative rebalancing", code = "GRP-406")
final class Hidden46CooperativeTest {
    private static final KafkaAssignors ASSIGNORS = new KafkaAssignors();

    @Claim(
            value = "What another member still claims is nobody's; a round later all is somebody's",
            rules = {"R4.6-f"})
    void whatAnotherClaimsIsNobodys(Lesson lesson) {
        SplittableRandom random = lesson.random("problems");
        for (int i = 0; i < 250; i++) {
            HiddenTestProblem problem = HiddenTestProblem.drawn(random, i % 3 > 0);
            problem.claimAnything(random);
            lesson.step("cooperative-sticky, %s of 250: %s", i + 1, problem);
            SortedMap<String, List<TopicPartition>> right =
                    ASSIGNORS.sticky().assign(problem.members, problem.counts);
            Map<TopicPartition, String> believed = problem.believed();
            right.replaceAll(
                    (member, given) -> {
                        List<TopicPartition> may = new ArrayList<>();
                        for (TopicPartition each : given) {
                            boolean others =
                                    problem.claimants(each).stream()
                                            .anyMatch(claimant -> !claimant.equals(member));
                            if (!others || member.equals(believed.get(each))) {
                                may.add(each);
                            }
                        }
                        return may;
                    });
            SortedMap<String, List<TopicPartition>> first =
                    ASSIGNORS.cooperativeSticky().assign(problem.members, problem.counts);
            lesson.expect("who gets what in the first round", right, first);
            first.forEach((member, has) -> problem.claim(member, has, 100));
            SortedMap<String, List<TopicPartition>> second =
                    ASSIGNORS.cooperativeSticky().assign(problem.members, problem.counts);
            List<TopicPartition> all = new ArrayList<>();
            second.values().forEach(all::addAll);
            all.sort(null);
            lesson.expect("all that is given in the second round", problem.partitions(), all);
            for (Map.Entry<String, List<TopicPartition>> entry : first.entrySet()) {
                lesson.expectThat(
                        second.getOrDefault(entry.getKey(), List.of())
                                .containsAll(entry.getValue()),
                        "what " + entry.getKey() + " has in the second round",
                        "all of " + entry.getValue(),
                        String.valueOf(second.get(entry.getKey())));
            }
        }
    }
}
