package strata.groups.assign;

import java.util.Arrays;
import strata.kernel.Todo;
import strata.kernel.TopicPartition;

/**
 * Who had what, of what the members say. Claims to partitions that are not shared out (their topic
 * is gone, or has fewer partitions, or nobody wants it) are no claims.
 */
final class Claims {
    /** The claimants of a partition: more than one. */
    private static final int SEVERAL = -2;

    /** By partition: the one who is believed, {@link AssignmentProblem#NOBODY} for none. */
    private final int[] believed;

    /** By partition: the only one who claims it, NOBODY for none, SEVERAL for more. */
    private final int[] claimants;

    /** By partition: the latest generation in which it is claimed. */
    private final int[] generations;

    private Claims(int partitionCount) {
        believed = new int[partitionCount];
        claimants = new int[partitionCount];
        generations = new int[partitionCount];
        Arrays.fill(believed, AssignmentProblem.NOBODY);
        Arrays.fill(claimants, AssignmentProblem.NOBODY);
    }

    static Claims of(AssignmentProblem problem) {
        Claims claims = new Claims(problem.partitionCount());
        for (int member = 0; member < problem.memberCount(); member++) {
            for (TopicPartition partition : problem.claims(member)) {
                Integer number = problem.numberOf(partition);
                if (number != null) {
                    claims.hear(number, member, problem.generation(member));
                }
            }
        }
        return claims;
    }

    private void hear(int partition, int member, int generation) {
        judge(partition, member, generation);
        int before = claimants[partition];
        claimants[partition] =
                before == AssignmentProblem.NOBODY || before == member ? member : SEVERAL;
    }

    /**
     * Hears one more claim to a partition. Once all are heard, {@link #believed} is the member
     * whose claim is of the latest generation; where two members claim it in the latest generation,
     * nobody (both have it, so neither may go on); whatever the order in which the claims are
     * heard. The same claim twice is one claim.
     *
     * @param generation at least -1
     */
    private void judge(int partition, int member, int generation) {
        throw Todo.step("4.1", "believe the latest generation, and nobody where two claim it");
    }

    /** The member that had a partition; {@link AssignmentProblem#NOBODY} for none. */
    int believed(int partition) {
        return believed[partition];
    }

    /** Whether some member other than this one claims a partition, believed or not. */
    boolean isClaimedByOther(int partition, int member) {
        return claimants[partition] != AssignmentProblem.NOBODY && claimants[partition] != member;
    }
}
