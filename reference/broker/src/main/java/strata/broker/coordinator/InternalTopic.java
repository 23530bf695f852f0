package strata.broker.coordinator;

import java.util.ArrayList;
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
 * @param minInSync {@code min.insync.replicas}: as many as it has replicas, at most; 0 for the
 *     broker's default
 */
public record InternalTopic(
        String name, int partitionCount, short replicationFactor, int segmentBytes, int minInSync) {
    /** The name of the topic of groups. */
    public static final String OFFSETS = "__consumer_offsets";

    /** The name of the topic of transactional ids. */
    public static final String TRANSACTIONS = "__transaction_state";

    /** The topic of groups. */
    public static InternalTopic offsets(BrokerConfig config) {
        return of(OFFSETS, "offsets.topic.", config, 0);
    }

    /** The topic of transactional ids. */
    public static InternalTopic transactions(BrokerConfig config) {
        int minInSync = Integer.parseInt(config.value("transaction.state.log.min.isr"));
        return of(TRANSACTIONS, "transaction.state.log.", config, minInSync);
    }

    private static InternalTopic of(String name, String keys, BrokerConfig config, int minInSync) {
        return new InternalTopic(
                name,
                Integer.parseInt(config.value(keys + "num.partitions")),
                Short.parseShort(config.value(keys + "replication.factor")),
                Integer.parseInt(config.value(keys + "segment.bytes")),
                minInSync);
    }

    /**
     * The partition of an id, as Kafka chooses it; where the topic has been made already, of the
     * partitions that it has.
     */
    public int partitionOf(String id, MetadataImage image) {
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
    public CreateTopics.NewTopic creation(MetadataImage image) {
        int replicas = Math.clamp(image.brokers().size(), 1, replicationFactor);
        List<CreateTopics.Config> configs = new ArrayList<>();
        configs.add(new CreateTopics.Config("cleanup.policy", "compact"));
        configs.add(new CreateTopics.Config("compression.type", "producer"));
        configs.add(new CreateTopics.Config("segment.bytes", Integer.toString(segmentBytes)));
        if (minInSync > 0) {
            int least = Math.min(minInSync, replicas);
            configs.add(new CreateTopics.Config("min.insync.replicas", Integer.toString(least)));
        }
        return new CreateTopics.NewTopic(
                name, partitionCount, (short) replicas, List.of(), configs);
    }
}
