package strata.sim.groups;

import java.util.List;
import strata.kernel.ErrorCode;

/** How one life of a member takes part in its group, by one of the two protocols. */
interface Membership {
    /** Begins. */
    void begin();

    /** It wants other topics from now on. */
    void subscribe(List<String> topics);

    /** It leaves, and says so; it has let go of all partitions. */
    void leave();

    /** Whether it has all that it was told to have, and nothing is under way. */
    boolean isSettled();

    /** As the coordinator calls it; empty before it does. */
    String memberId();

    /** Its generation, or member epoch. */
    int epoch();

    /** Whether it speaks the consumer protocol. */
    boolean isOfConsumerProtocol();

    /**
     * A commit was refused because of what the member is.
     *
     * @param epoch in which it was sent
     */
    void refused(ErrorCode error, int epoch);

    /** Where it is, in words. */
    String told();
}
