package strata.groups.assign;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import strata.kernel.Todo;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;

/** {@code range}: topic by topic, a run of neighbouring partitions to each subscriber. */
final class RangeAssignor implements Assignor {
    @Override
    public String name() {
        return "range";
    }

    @Override
    public SortedMap<String, List<TopicPartition>> assign(
            SortedMap<String, Subscription> members, Map<String, Integer> partitionCounts) {
        AssignmentProblem problem = new AssignmentProblem(members, partitionCounts);
        int[] owners = problem.nobodyOwns();
        for (int topic = 0; topic < problem.topicCount(); topic++) {
            shareOut(problem, topic, owners);
        }
        return problem.named(owners);
    }

    /**
     * Shares out one topic of {@code p} partitions among its {@code s} subscribers, in their order:
     * each gets a run of {@code p / s} neighbouring partitions, the first {@code p % s} of them one
     * more. Where there are more subscribers than partitions, the last ones get nothing.
     *
     * @param owners by partition; set for the partitions of this topic, all of them
     */
    private static void shareOut(AssignmentProblem problem, int topic, int[] owners) {
        throw Todo.step("4.1", "give each subscriber its run of neighbouring partitions");
    }
}
