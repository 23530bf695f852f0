package strata.kernel.groups;

/**
 * The ways to share out. The first four are the clients' own ({@code
 * partition.assignment.strategy}); the last two are the coordinator's (KIP-848).
 *
 * <p>All of them promise:
 *
 * <ul>
 *   <li><em>Complete, and nothing twice</em>: a partition of a topic that exists and has
 *       subscribers goes to exactly one of them; no other partition to anybody. Of {@link
 *       #cooperativeSticky}: to at most one.
 *   <li><em>Deterministic</em>: the same members, topics and claims give the same answer, in
 *       whatever order topics and claims are listed. A claim to what does not exist, or is claimed
 *       twice by one member, makes no difference.
 *   <li><em>Order of members</em>: static ones first, by instance id (so that a restart with a new
 *       member id changes nothing), then the others, by member id; both as {@link String#compareTo}
 *       has it.
 * </ul>
 *
 * <p>Below, a member's <em>load</em> is how many partitions it gets. {@code P} is how many
 * partitions there are to share out, {@code M} how many members. Subscriptions are <em>equal</em>
 * when all members have subscribed to the same topics, of those that exist. A partition
 * <em>moves</em> when somebody gets it whose claim to it is not believed, while another's is (see
 * {@link Assignor.Subscription}).
 */
public interface Assignors {
    /**
     * {@code range}: topic by topic, a run of neighbouring partitions to each of its subscribers,
     * in the order of members. Of {@code p} partitions each of {@code s} subscribers gets {@code p
     * / s}, the first {@code p % s} of them one more.
     *
     * <p>Balance: within 1 for each topic; over {@code t} topics the first member may have {@code
     * t} more than the last. Topics with equally many partitions and the same subscribers are
     * co-partitioned: a member gets the same numbers of each. Not sticky: claims make no
     * difference. The answer is Kafka's, to the partition, where no member says in which rack it
     * is.
     */
    Assignor range();

    /**
     * {@code roundrobin}: all partitions, topics by name, one each, in turn, in the order of
     * members; whoever has not subscribed to the topic is passed over.
     *
     * <p>Balance: within 1 where subscriptions are equal; no bound where they are not. Not sticky:
     * claims make no difference. The answer is Kafka's, to the partition.
     */
    Assignor roundRobin();

    /**
     * {@code sticky} (KIP-54): balanced first of all; and whoever has a partition keeps it where
     * that allows.
     *
     * <p>Balance, equal subscriptions: {@code P % M} members get {@code P / M + 1} partitions, the
     * others {@code P / M}. Unequal ones: the sum of the squares of all loads is the least that any
     * sharing has. So no partition could go to a subscriber with 2 or more fewer than its owner
     * (which is Kafka's promise), not even by a chain of such moves.
     *
     * <p>Stickiness, equal subscriptions: no balanced sharing moves fewer. Of members who are
     * believed to have {@code h} partitions each, there stay {@code min(h, P / M)} each, and one
     * more with up to {@code P % M} of those who had more than that. So if the sharing was
     * balanced: when a member leaves, its partitions move and no other; when one joins, as many as
     * it gets, which is {@code P / M}; when nothing has changed, none. Unequal ones: nothing moves
     * if there is a balanced sharing in which nothing does; and no move is for nothing: there is no
     * circle of members in which each took a partition from the next one.
     */
    Assignor sticky();

    /**
     * {@code cooperative-sticky} (KIP-429): the sticky one, but a partition that has to move is
     * given to nobody until its owner has let it go.
     *
     * <p>It shares out as {@link #sticky} does, and then takes back what some other member claims
     * than the one who got it, unless the latter's claim is the one believed. It converges in two
     * rounds: once everybody has what it was given in the first, and claims nothing else, the
     * second gives everything to somebody, balanced as above, takes nothing from anybody, and a
     * third one changes nothing.
     */
    Assignor cooperativeSticky();

    /**
     * The coordinator's {@code uniform}: promises what {@link #sticky} does. What members have is
     * the target assignment before this one, so that no two claim the same.
     */
    Assignor uniform();

    /** The coordinator's {@code range}: promises what {@link #range} does; not sticky either. */
    Assignor serverRange();
}
