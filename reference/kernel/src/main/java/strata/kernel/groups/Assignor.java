package strata.kernel.groups;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;

/**
 * Shares partitions out among the members of a group: a function of what it is given, without
 * memory or chance.
 */
public interface Assignor {
    /** As the protocol names it: {@code range}, {@code cooperative-sticky}, …. */
    String name();

    /**
     * Shares out.
     *
     * <p>Every partition of a topic goes to exactly one of the members that have subscribed to it
     * (of a topic without subscribers, or that does not exist: to nobody), but for those that
     * {@link Assignors#cooperativeSticky} withholds.
     *
     * @param members by their ids
     * @param partitionCounts how many partitions each topic has; a topic that is not in it does not
     *     exist
     * @return by the ids of all members, in their order; partitions in the order of topics, then
     *     numbers
     */
    SortedMap<String, List<TopicPartition>> assign(
            SortedMap<String, Subscription> members, Map<String, Integer> partitionCounts);

    /**
     * What a member wants, and has.
     *
     * @param instanceId of a static member (KIP-345); null for none
     * @param topics that it has subscribed to, each once
     * @param owned what it had last; a claim, which may be old
     * @param generation in which it had that; -1 for unknown. Of two members who claim the same
     *     partition the one with the later generation is believed; at the same generation, neither
     */
    record Subscription(
            @Nullable String instanceId,
            List<String> topics,
            List<TopicPartition> owned,
            int generation) {}
}
