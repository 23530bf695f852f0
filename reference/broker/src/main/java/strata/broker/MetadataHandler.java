package strata.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.DescribeTopicPartitions.Cursor;
import strata.kernel.request.Listener;
import strata.kernel.request.Metadata;
import strata.kernel.request.Metadata.PartitionDescription;
import strata.kernel.request.Metadata.TopicDescription;

/** Says where the brokers and partitions are. */
final class MetadataHandler {
    private static final byte BROKER_ENDPOINTS = 1;
    private static final byte CONTROLLER_ENDPOINTS = 2;

    /** Who leads the quorum. */
    interface ActiveController {
        /** Null while nobody is known. */
        @Nullable
        NodeId id();
    }

    private final MetadataImage image;
    private final BrokerConfig config;
    private final ActiveController controller;

    MetadataHandler(MetadataImage image, BrokerConfig config) {
        this(image, config, () -> config.identity().id());
    }

    /**
     * @param controller the active controller, as far as is known
     */
    MetadataHandler(MetadataImage image, BrokerConfig config, ActiveController controller) {
        this.image = image;
        this.config = config;
        this.controller = controller;
    }

    /** The topics of a request that are to be made because a client asked about them. */
    List<String> toAutoCreate(Metadata.Request request) {
        List<TopicRef> topics = request.topics();
        if (topics == null || !request.allowAutoTopicCreation() || !config.autoCreateTopics()) {
            return List.of();
        }
        List<String> missing = new ArrayList<>();
        for (TopicRef ref : topics) {
            if (ref instanceof TopicRef.Named named
                    && image.topic(ref) == null
                    && TopicName.problemWith(named.name()) == null
                    && !missing.contains(named.name())) {
                missing.add(named.name());
            }
        }
        return missing;
    }

    Metadata.Response metadata(Metadata.Request request) {
        return metadata(request, "");
    }

    /**
     * @param listener by which the client came: it is told where others have theirs of that name
     */
    Metadata.Response metadata(Metadata.Request request, String listener) {
        List<TopicDescription> topics = new ArrayList<>();
        List<TopicRef> asked = request.topics();
        if (asked == null) {
            image.topics().forEach(topic -> topics.add(describe(topic)));
        } else {
            asked.forEach(ref -> topics.add(describe(ref)));
        }
        return new Metadata.Response(
                brokers(listener, false), config.identity().clusterId(), controllerId(), topics);
    }

    // A controller that is no broker is not for clients: any broker passes their requests on.
    private NodeId controllerId() {
        NodeId active = controller.id();
        return active != null && image.broker(active) != null ? active : config.identity().id();
    }

    DescribeCluster.Response cluster(DescribeCluster.Request request) {
        return cluster(request, "");
    }

    /**
     * @param listener by which the client came
     */
    DescribeCluster.Response cluster(DescribeCluster.Request request, String listener) {
        ErrorCode error =
                switch (request.endpointType()) {
                    case BROKER_ENDPOINTS -> ErrorCode.NONE;
                    case CONTROLLER_ENDPOINTS -> ErrorCode.MISMATCHED_ENDPOINT_TYPE;
                    default -> ErrorCode.UNSUPPORTED_ENDPOINT_TYPE;
                };
        return new DescribeCluster.Response(
                error,
                request.endpointType(),
                config.identity().clusterId(),
                controllerId(),
                error == ErrorCode.NONE
                        ? brokers(listener, request.includeFencedBrokers())
                        : List.of(),
                error == ErrorCode.NONE && request.includeFencedBrokers() ? fenced() : List.of());
    }

    DescribeTopicPartitions.Response partitions(DescribeTopicPartitions.Request request) {
        TreeSet<String> names = new TreeSet<>(request.topics());
        if (names.isEmpty()) {
            image.topics().forEach(topic -> names.add(topic.name()));
        }
        Cursor start = request.cursor();
        if (start != null && !isIn(start, request.topics())) {
            return invalid(request.topics());
        }
        int left = Math.min(request.partitionLimit(), config.describePartitionsLimit());
        left = Math.max(left, 1);
        List<DescribeTopicPartitions.TopicDescription> topics = new ArrayList<>();
        for (String name : start == null ? names : names.tailSet(start.topic())) {
            TopicState topic = image.topic(name);
            if (topic == null) {
                topics.add(unknown(name));
                continue;
            }
            int first = start != null && start.topic().equals(name) ? start.partition() : 0;
            int count = topic.partitions().size();
            if (left == 0 && first < count) {
                return new DescribeTopicPartitions.Response(topics, new Cursor(name, first));
            }
            int end = (int) Math.min(count, (long) first + left);
            topics.add(page(topic, Math.max(0, first), end));
            left -= Math.max(0, end - first);
            if (end < count) {
                return new DescribeTopicPartitions.Response(topics, new Cursor(name, end));
            }
        }
        return new DescribeTopicPartitions.Response(topics, null);
    }

    /** Whether a page can start at a cursor: at a topic that was asked for. */
    private static boolean isIn(Cursor cursor, List<String> topics) {
        return cursor.partition() >= 0 && (topics.isEmpty() || topics.contains(cursor.topic()));
    }

    private static DescribeTopicPartitions.Response invalid(List<String> topics) {
        return new DescribeTopicPartitions.Response(
                topics.stream().map(name -> failed(ErrorCode.INVALID_REQUEST, name)).toList(),
                null);
    }

    private static DescribeTopicPartitions.TopicDescription failed(ErrorCode error, String name) {
        return new DescribeTopicPartitions.TopicDescription(
                error, name, TopicId.ZERO, false, List.of());
    }

    private static DescribeTopicPartitions.TopicDescription unknown(String name) {
        ErrorCode error =
                TopicName.problemWith(name) == null
                        ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                        : ErrorCode.INVALID_TOPIC_EXCEPTION;
        return failed(error, name);
    }

    private DescribeTopicPartitions.TopicDescription page(TopicState topic, int first, int end) {
        List<DescribeTopicPartitions.PartitionDescription> partitions = new ArrayList<>();
        for (int i = first; i < end; i++) {
            PartitionChanged state = topic.partitions().get(i);
            partitions.add(
                    new DescribeTopicPartitions.PartitionDescription(
                            describe(state), state.elr(), state.lastKnownElr()));
        }
        return new DescribeTopicPartitions.TopicDescription(
                ErrorCode.NONE,
                topic.name(),
                topic.id(),
                TopicName.isInternal(topic.name()),
                partitions);
    }

    private List<Metadata.Broker> brokers(String listener, boolean alsoFenced) {
        return image.brokers().stream()
                .filter(broker -> alsoFenced || !broker.fenced())
                .map(broker -> describe(broker, listener))
                .toList();
    }

    private static Metadata.Broker describe(BrokerRegistered broker, String listener) {
        Listener at = broker.listener(listener);
        return new Metadata.Broker(broker.id(), at.host(), at.port(), broker.rack());
    }

    private List<NodeId> fenced() {
        return image.brokers().stream()
                .filter(BrokerRegistered::fenced)
                .map(BrokerRegistered::id)
                .toList();
    }

    private TopicDescription describe(TopicRef ref) {
        TopicState topic = image.topic(ref);
        if (topic != null) {
            return describe(topic);
        }
        return switch (ref) {
            case TopicRef.Named named -> {
                ErrorCode error =
                        TopicName.problemWith(named.name()) == null
                                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                                : ErrorCode.INVALID_TOPIC_EXCEPTION;
                yield new TopicDescription(error, named.name(), TopicId.ZERO, false, List.of());
            }
            case TopicRef.Identified identified ->
                    new TopicDescription(
                            ErrorCode.UNKNOWN_TOPIC_ID, null, identified.id(), false, List.of());
        };
    }

    private TopicDescription describe(TopicState topic) {
        return new TopicDescription(
                ErrorCode.NONE,
                topic.name(),
                topic.id(),
                TopicName.isInternal(topic.name()),
                topic.partitions().stream().map(this::describe).toList());
    }

    private PartitionDescription describe(PartitionChanged state) {
        NodeId leader = state.leader();
        return new PartitionDescription(
                leader == null ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE,
                state.partition(),
                leader,
                state.leaderEpoch(),
                state.replicas(),
                state.isr(),
                state.replicas().stream().filter(this::isOffline).toList());
    }

    private boolean isOffline(NodeId id) {
        BrokerRegistered broker = image.broker(id);
        return broker == null || broker.fenced();
    }
}
