package strata.groups.assign;

import strata.kernel.Todo;

/**
 * Sharing out where all members have subscribed to the same topics. Of {@code p} partitions each of
 * {@code m} members gets {@code p / m}, and {@code p % m} of them one more. Linear in both.
 */
final class EqualShares {
    private final Claims claims;

    /** By partition. */
    private final int[] owners;

    /** By member: how many partitions it has. */
    private final int[] loads;

    /** What everybody gets at least. */
    private final int share;

    /** How many more members may get one above the share. Invariant: at least 0. */
    private int extrasLeft;

    private EqualShares(AssignmentProblem problem, Claims claims) {
        this.claims = claims;
        owners = problem.nobodyOwns();
        loads = new int[problem.memberCount()];
        share = problem.partitionCount() / problem.memberCount();
        extrasLeft = problem.partitionCount() % problem.memberCount();
    }

    static int[] of(AssignmentProblem problem, Claims claims) {
        if (problem.partitionCount() == 0) {
            return problem.nobodyOwns();
        }
        EqualShares shares = new EqualShares(problem, claims);
        shares.keep();
        shares.fill();
        return shares.owners;
    }

    /**
     * Lets the members keep what they are believed to have: each up to its share, and one more as
     * long as there are extras left. So as many partitions stay as in any even sharing can: the sum
     * of {@code min(had, share)} over all members, and an extra for as many as both had more than
     * their share and may have one.
     */
    private void keep() {
        throw Todo.step("4.1", "let each keep its share, and one more while extras are left");
    }

    /**
     * Deals out what nobody has yet, in the order of partitions, in turn to the members that have
     * less than their share, until nobody has; then what is left, one each, to members at their
     * share, in their order. The turn begins with the first member, and goes on behind whoever got
     * one, from the ones to the others too.
     */
    private void fill() {
        throw Todo.step(
                "4.1", "deal out what nobody has to those below their share, then the rest");
    }

    private void give(int partition, int member) {
        owners[partition] = member;
        loads[member]++;
    }
}
