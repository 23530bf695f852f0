package strata.kernel.groups;

import strata.kernel.RandomSource;
import strata.kernel.Trace;

/**
 * What a coordinator is given.
 *
 * @param topics the topics that there are, as the broker knows them at the time of looking
 * @param patterns compiles what members subscribe to by regular expression
 * @param random for the ids of members
 */
public record GroupsSpec(
        GroupSettings settings,
        TopicsView topics,
        TopicPatterns patterns,
        RandomSource random,
        Trace trace) {}
