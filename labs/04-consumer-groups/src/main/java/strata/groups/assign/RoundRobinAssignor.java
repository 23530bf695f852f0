package strata.groups.assign;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import strata.kernel.Todo;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;

/** {@code roundrobin}: all partitions in their order, one each, in turn. */
final class RoundRobinAssignor implements Assignor {
    @Override
    public String name() {
        return "roundrobin";
    }

    @Override
    public SortedMap<String, List<TopicPartition>> assign(
            SortedMap<String, Subscription> members, Map<String, Integer> partitionCounts) {
        AssignmentProblem problem = new AssignmentProblem(members, partitionCounts);
        int[] owners = problem.nobodyOwns();
        deal(problem, owners);
        return problem.named(owners);
    }

    /**
     * Deals out all partitions in their order, like cards: the members sit in a circle, in their
     * order; each partition goes to the first one from the next in turn on that has subscribed to
     * its topic; whoever sits behind that one is next in turn. The turn goes on from topic to
     * topic.
     *
     * @param owners by partition; set for all of them
     */
    private static void deal(AssignmentProblem problem, int[] owners) {
        throw Todo.step("4.1", "deal out all partitions in turn, to those who have subscribed");
    }
}
