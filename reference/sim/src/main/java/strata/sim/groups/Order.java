package strata.sim.groups;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import strata.kernel.TopicPartition;

/** Partitions in the order of topics, then numbers. */
final class Order {
    static final Comparator<TopicPartition> OF_PARTITIONS =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private Order() {}

    /** What is in the one, and not in the other. */
    static List<TopicPartition> without(List<TopicPartition> these, List<TopicPartition> those) {
        List<TopicPartition> rest = new ArrayList<>(these);
        rest.removeAll(those);
        rest.sort(OF_PARTITIONS);
        return rest;
    }
}
