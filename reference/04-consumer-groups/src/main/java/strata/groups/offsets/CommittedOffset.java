package strata.groups.offsets;

import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.OffsetView;

/**
 * An offset that a group has committed. There are very many of them: 64 bytes each, and what they
 * refer to is shared.
 */
final class CommittedOffset implements Comparable<CommittedOffset> {
    /** Which topic; the same object for every offset of the topic. */
    final SharedTopics.Topic topic;

    final int partition;

    /** Of the topic when it was committed; {@link TopicId#ZERO} for unknown. */
    final TopicId topicId;

    /** Where the group goes on reading. */
    final long offset;

    /** Of the last record read; -1 for unknown. */
    final int leaderEpoch;

    /** The client's own. */
    final String metadata;

    /** Milliseconds since 1970. */
    final long commitTimestampMs;

    /** When it expires, milliseconds since 1970; -1 where the cluster's own time decides. */
    final long expireTimestampMs;

    /**
     * Of its record in {@code __consumer_offsets}. Of what an open transaction commits and what was
     * committed meanwhile, the later record wins.
     */
    final long recordOffset;

    CommittedOffset(
            SharedTopics.Topic topic,
            int partition,
            TopicId topicId,
            long recordOffset,
            GroupValue.Offset value) {
        this.topic = topic;
        this.partition = partition;
        this.topicId = topicId;
        this.recordOffset = recordOffset;
        this.offset = value.offset();
        this.leaderEpoch = value.leaderEpoch();
        this.metadata = value.metadata().isEmpty() ? "" : value.metadata();
        this.commitTimestampMs = value.commitTimestampMs();
        this.expireTimestampMs = value.expireTimestampMs();
    }

    /** The key of its record. */
    GroupKey.Offset key(String groupId) {
        return new GroupKey.Offset(groupId, topic.name(), partition);
    }

    OffsetView view() {
        return new OffsetView(
                new TopicPartition(topic.name(), partition),
                offset,
                leaderEpoch,
                metadata,
                commitTimestampMs);
    }

    /** By topic, then partition. */
    @Override
    public int compareTo(CommittedOffset other) {
        int byTopic = topic == other.topic ? 0 : topic.name().compareTo(other.topic.name());
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
}
