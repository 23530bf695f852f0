package strata.groups.assign;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;

/**
 * {@code sticky} (KIP-54) and the coordinator's {@code uniform} (KIP-848): as even as the
 * subscriptions allow, and whoever has a partition keeps it where that allows.
 */
final class StickyAssignor implements Assignor {
    private final String name;

    /**
     * @param name under which the protocol knows it
     */
    StickyAssignor(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SortedMap<String, List<TopicPartition>> assign(
            SortedMap<String, Subscription> members, Map<String, Integer> partitionCounts) {
        AssignmentProblem problem = new AssignmentProblem(members, partitionCounts);
        return problem.named(owners(problem, Claims.of(problem)));
    }

    /** Who gets what, everybody keeping of what is his as much as an even sharing allows. */
    static int[] owners(AssignmentProblem problem, Claims claims) {
        return problem.subscriptionsAreEqual()
                ? EqualShares.of(problem, claims)
                : UnequalShares.of(problem, claims);
    }
}
