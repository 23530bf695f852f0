package strata.kernel;

/**
 * A partition by its topic's name.
 *
 * @param topic the topic's name
 * @param partition at least 0
 */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
    @Override
    public int compareTo(TopicPartition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    /** {@code topic-partition}, as Kafka names the partition's directory. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
