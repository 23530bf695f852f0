package strata.groups.consumer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue.EpochPartitions;
import strata.kernel.groups.GroupValue.TopicPartitions;

/**
 * A set of partitions, each with the member epoch at which it was given to whom the set belongs.
 * Never changes: what changes it makes a new one. Twelve bytes a partition, as there are many.
 *
 * <p>Invariant: in the order of topics' ids, then numbers; each partition once.
 */
final class Partitions {
    /** None at all. */
    static final Partitions NONE = new Partitions(new Builder(0));

    private final TopicId[] topics;
    private final int[] numbers;
    private final int[] epochs;

    private Partitions(Builder builder) {
        topics = Arrays.copyOf(builder.topics, builder.count);
        numbers = Arrays.copyOf(builder.numbers, builder.count);
        epochs = Arrays.copyOf(builder.epochs, builder.count);
    }

    /** Whether a partition is of interest. */
    @FunctionalInterface
    interface Test {
        boolean accepts(TopicId topic, int partition);
    }

    /** Is shown partitions one by one. */
    @FunctionalInterface
    interface Visitor {
        void visit(TopicId topic, int partition);
    }

    /** As a target is stored; all at epoch 0. */
    static Partitions ofTopics(List<TopicPartitions> stored) {
        Builder builder = new Builder(8);
        for (TopicPartitions topic : stored) {
            topic.partitions().forEach(partition -> builder.add(topic.topicId(), partition, 0));
        }
        return builder.sorted();
    }

    /**
     * As a member's own are stored.
     *
     * @param otherwise the epoch of those that are stored without one
     */
    static Partitions ofEpochs(List<EpochPartitions> stored, int otherwise) {
        Builder builder = new Builder(8);
        for (EpochPartitions topic : stored) {
            boolean told = topic.epochs().size() == topic.partitions().size();
            for (int i = 0; i < topic.partitions().size(); i++) {
                int epoch = told ? topic.epochs().get(i) : otherwise;
                builder.add(topic.topicId(), topic.partitions().get(i), epoch);
            }
        }
        return builder.sorted();
    }

    boolean isEmpty() {
        return numbers.length == 0;
    }

    int count() {
        return numbers.length;
    }

    boolean contains(TopicId topic, int partition) {
        return indexOf(topic, partition) >= 0;
    }

    /** The epoch at which a partition was given; -1 for one that is not in the set. */
    int epochOf(TopicId topic, int partition) {
        int index = indexOf(topic, partition);
        return index < 0 ? -1 : epochs[index];
    }

    /** Those that are of interest, with their epochs. */
    Partitions filter(Test test) {
        Builder builder = new Builder(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            if (test.accepts(topics[i], numbers[i])) {
                builder.add(topics[i], numbers[i], epochs[i]);
            }
        }
        return builder.count == numbers.length ? this : new Partitions(builder);
    }

    /** Those of this set and those of another one that has none of them. */
    Partitions and(Partitions others) {
        if (others.isEmpty()) {
            return this;
        }
        Builder builder = new Builder(numbers.length + others.numbers.length);
        builder.addAll(this);
        builder.addAll(others);
        return builder.sorted();
    }

    /** The same, all given at one epoch. */
    Partitions at(int epoch) {
        Builder builder = new Builder(numbers.length);
        forEach((topic, partition) -> builder.add(topic, partition, epoch));
        return new Partitions(builder);
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < numbers.length; i++) {
            visitor.visit(topics[i], numbers[i]);
        }
    }

    /** Whether both have the same partitions, given at whatever epochs. */
    boolean sameAs(Partitions other) {
        return Arrays.equals(topics, other.topics) && Arrays.equals(numbers, other.numbers);
    }

    /** As a target is stored. */
    List<TopicPartitions> toTopics() {
        List<TopicPartitions> stored = new ArrayList<>();
        for (int from = 0; from < numbers.length; from = endOfTopic(from)) {
            stored.add(new TopicPartitions(topics[from], list(numbers, from, endOfTopic(from))));
        }
        return List.copyOf(stored);
    }

    /** As a member's own are stored. */
    List<EpochPartitions> toEpochs() {
        List<EpochPartitions> stored = new ArrayList<>();
        for (int from = 0; from < numbers.length; from = endOfTopic(from)) {
            int end = endOfTopic(from);
            stored.add(
                    new EpochPartitions(
                            topics[from], list(numbers, from, end), list(epochs, from, end)));
        }
        return List.copyOf(stored);
    }

    private int endOfTopic(int from) {
        int end = from + 1;
        while (end < numbers.length && topics[end].equals(topics[from])) {
            end++;
        }
        return end;
    }

    private static List<Integer> list(int[] values, int from, int end) {
        return Arrays.stream(values, from, end).boxed().toList();
    }

    private int indexOf(TopicId topic, int partition) {
        int low = 0;
        int high = numbers.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = topics[middle].compareTo(topic);
            if (order == 0) {
                order = Integer.compare(numbers[middle], partition);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Partitions that
                && sameAs(that)
                && Arrays.equals(epochs, that.epochs);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(topics) + Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return toEpochs().toString();
    }

    /** A set in the making. */
    static final class Builder {
        private TopicId[] topics;
        private int[] numbers;
        private int[] epochs;
        private int count;

        Builder(int expected) {
            topics = new TopicId[expected];
            numbers = new int[expected];
            epochs = new int[expected];
        }

        void add(TopicId topic, int partition, int epoch) {
            if (count == numbers.length) {
                int room = Math.max(8, 2 * count);
                topics = Arrays.copyOf(topics, room);
                numbers = Arrays.copyOf(numbers, room);
                epochs = Arrays.copyOf(epochs, room);
            }
            topics[count] = topic;
            numbers[count] = partition;
            epochs[count++] = epoch;
        }

        void addAll(Partitions partitions) {
            for (int i = 0; i < partitions.numbers.length; i++) {
                add(partitions.topics[i], partitions.numbers[i], partitions.epochs[i]);
            }
        }

        /** The set; what was added twice is in it once. */
        Partitions sorted() {
            if (isSorted()) {
                return count == 0 && NONE != null ? NONE : new Partitions(this);
            }
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                order.add(i);
            }
            order.sort(this::compare);
            Builder sorted = new Builder(count);
            for (int i = 0; i < count; i++) {
                int index = order.get(i);
                if (i == 0 || compare(order.get(i - 1), index) != 0) {
                    sorted.add(topics[index], numbers[index], epochs[index]);
                }
            }
            Check.that(sorted.isSorted(), "sorted %s", sorted.count);
            return new Partitions(sorted);
        }

        private boolean isSorted() {
            for (int i = 1; i < count; i++) {
                if (compare(i - 1, i) >= 0) {
                    return false;
                }
            }
            return true;
        }

        private int compare(int left, int right) {
            int byTopic = topics[left].compareTo(topics[right]);
            return byTopic != 0 ? byTopic : Integer.compare(numbers[left], numbers[right]);
        }
    }
}
