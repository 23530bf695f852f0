package strata.sim.groups;

import java.util.List;

/**
 * How the members of a group behave.
 *
 * @param topics that all of them have subscribed to in the end
 * @param assignors of the classic protocol, the preferred one first
 * @param serverAssignor of the consumer protocol
 * @param byExpression whether members of the consumer protocol subscribe by regular expression
 * @param sessionMs after which a silent member is dead
 * @param rebalanceMs how long a member may take to join again, or to let go
 */
record GroupPlan(
        String groupId,
        Protocol protocol,
        List<String> topics,
        List<String> assignors,
        String serverAssignor,
        boolean byExpression,
        int sessionMs,
        int rebalanceMs) {

    /** What a group speaks. */
    enum Protocol {
        CLASSIC,
        CONSUMER,
        /** Some of its members the one, some the other (KIP-848's migration). */
        MIXED
    }

    /** Whether members keep their partitions while they join again (KIP-429). */
    boolean isCooperative() {
        return assignors.stream().allMatch(name -> name.equals("cooperative-sticky"));
    }

    /** Whether a partition stays with its owner where balance allows. */
    boolean isSticky() {
        return protocol == Protocol.CLASSIC
                ? assignors.get(0).endsWith("sticky")
                : serverAssignor.equals("uniform");
    }

    /** Whether members differ by one partition at most, over all topics. */
    boolean isBalancedOverTopics() {
        return protocol == Protocol.CLASSIC
                ? !assignors.get(0).equals("range")
                : serverAssignor.equals("uniform");
    }

    /**
     * How long a member that was just heard of cannot be given up, in virtual microseconds; a
     * coordinator's clock may run too fast by 5 %.
     */
    long leaseUs() {
        return Math.min(sessionMs, rebalanceMs) * 900L;
    }
}
