package strata.kernel.groups;

import strata.kernel.RandomSource;
import strata.kernel.Trace;

/**
 * What a coordinator is given.
 *
 * @param topics the topics that there are, as the broker knows them at the time of looking
 * @param patterns compiles what members subscribe to by regular expression
 * @param random for the ids of members
 * @param pending the offsets of open transactions, of this coordinator alone; {@link
 *     PendingOffsets#NONE} where layer 5 is absent
 */
public record GroupsSpec(
        GroupSettings settings,
        TopicsView topics,
        TopicPatterns patterns,
        RandomSource random,
        Trace trace,
        PendingOffsets pending) {
    /** Without transactions. */
    public GroupsSpec(
            GroupSettings settings,
            TopicsView topics,
            TopicPatterns patterns,
            RandomSource random,
            Trace trace) {
        this(settings, topics, patterns, random, trace, PendingOffsets.NONE);
    }

    /** The same with the offsets of other transactions. */
    public GroupsSpec with(PendingOffsets others) {
        return new GroupsSpec(settings, topics, patterns, random, trace, others);
    }
}
