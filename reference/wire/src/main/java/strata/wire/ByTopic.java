package strata.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import strata.kernel.TopicPartition;

/**
 * Partitions of several topics: one after the other in the kernel, each under its topic on the
 * wire.
 */
final class ByTopic {
    private ByTopic() {}

    /**
     * What the wire has for each topic. Neighbours of one topic go under it together, so that the
     * order stays; a topic that comes back later is there again.
     *
     * @param all what is told of partitions
     * @param partitionOf whose partition it is told of
     * @param topic of its name and what is told of its partitions, at least one
     */
    static <E, T> List<T> group(
            List<E> all,
            Function<E, TopicPartition> partitionOf,
            BiFunction<String, List<E>, T> topic) {
        List<T> topics = new ArrayList<>();
        int from = 0;
        while (from < all.size()) {
            String name = partitionOf.apply(all.get(from)).topic();
            int to = from + 1;
            while (to < all.size() && partitionOf.apply(all.get(to)).topic().equals(name)) {
                to++;
            }
            topics.add(topic.apply(name, all.subList(from, to)));
            from = to;
        }
        return topics;
    }

    /** The same of partitions of which no more is told than their numbers. */
    static <T> List<T> numbers(
            List<TopicPartition> partitions, BiFunction<String, List<Integer>, T> topic) {
        return group(
                partitions,
                partition -> partition,
                (name, run) -> topic.apply(name, run.stream().map(p -> p.partition()).toList()));
    }

    /** The other way: a topic's partitions, added to those of the topics before it. */
    static void add(List<TopicPartition> partitions, String topic, List<Integer> numbers) {
        for (int number : numbers) {
            partitions.add(new TopicPartition(topic, number));
        }
    }
}
