package strata.broker.group;

import java.util.List;
import strata.broker.BrokerConfig;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.request.CreateTopics;

/**
 * A topic that coordinators keep their state in, and that is made when it is needed first.
 *
 * @param name its name
 * @param partitionCount how many partitions it is given
 * @param replicationFactor of which it is given as many as brokers are registered, at most
 * @param segmentBytes {@code segment.bytes}
 */
record InternalTopic(String name, int partitionCount, short replicationFactor, int segmentBytes) {
    /** The name of the topic of groups. */
    static final String OFFSETS = "__consumer_offsets";

    /** The topic of groups. */
    static InternalTopic offsets(BrokerConfig config) {
        return new InternalTopic(
                OFFSETS,
                Integer.parseInt(config.value("offsets.topic.num.partitions")),
                Short.parseShort(config.value("offsets.topic.replication.factor")),
                Integer.parseInt(config.value("offsets.topic.segment.bytes")));
    }

    /**
     * The partition of an id, as Kafka chooses it; where the topic has been made already, of the
     * partitions that it has.
     */
    int partitionOf(String id, MetadataImage image) {
        TopicState topic = image.topic(name);
        int count = topic == null ? partitionCount : topic.partitions().size();
        int hash = id.hashCode();
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % Math.max(1, count);
    }

    /**
     * What is to be created: on as many brokers as are registered. While some of them do not live
     * the controller refuses it, and whoever looks for a coordinator asks again: made on those that
     * live, it would have too few replicas for ever.
     */
    CreateTopics.NewTopic creation(MetadataImage image) {
        int registered = image.brokers().size();
        return new CreateTopics.NewTopic(
                name,
                partitionCount,
                (short) Math.clamp(registered, 1, replicationFactor),
                List.of(),
                List.of(
                        new CreateTopics.Config("cleanup.policy", "compact"),
                        new CreateTopics.Config("compression.type", "producer"),
                        new CreateTopics.Config("segment.bytes", Integer.toString(segmentBytes))));
    }
}
