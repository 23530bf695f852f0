package strata.groups.assign;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import strata.kernel.Todo;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;

/**
 * {@code cooperative-sticky} (KIP-429): the sticky one in two rounds. In the first, whoever has to
 * let a partition go learns so by not being given it; as soon as it has let go, it joins again, and
 * the second round gives the partition to its new owner. Nobody else has to stop.
 */
final class CooperativeStickyAssignor implements Assignor {
    @Override
    public String name() {
        return "cooperative-sticky";
    }

    @Override
    public SortedMap<String, List<TopicPartition>> assign(
            SortedMap<String, Subscription> members, Map<String, Integer> partitionCounts) {
        AssignmentProblem problem = new AssignmentProblem(members, partitionCounts);
        Claims claims = Claims.of(problem);
        int[] owners = StickyAssignor.owners(problem, claims);
        withhold(claims, owners);
        return problem.named(owners);
    }

    /**
     * Takes away again what its new owner may not have yet: every partition that some other member
     * claims, unless the new owner is the one who is believed to have it already.
     *
     * @param owners by partition; set to {@link AssignmentProblem#NOBODY} for those
     */
    private static void withhold(Claims claims, int[] owners) {
        throw Todo.step("4.6", "give nobody what somebody else has yet to let go of");
    }
}
