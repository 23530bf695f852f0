package strata.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.DescribeTopicPartitions.Cursor;
import strata.kernel.request.Metadata;
import strata.kernel.request.Metadata.PartitionDescription;
import strata.kernel.request.Metadata.TopicDescription;

/** Says where the brokers and partitions are. */
final class MetadataHandler {
    private static final byte BROKER_ENDPOINTS = 1;
    private static final byte CONTROLLER_ENDPOINTS = 2;

    private final MetadataImage image;
    private final BrokerConfig config;

    MetadataHandler(MetadataImage image, BrokerConfig config) {
        this.image = image;
        this.config = config;
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
        List<TopicDescription> topics = new ArrayList<>();
        List<TopicRef> asked = request.topics();
        if (asked == null) {
            image.topics().forEach(topic -> topics.add(describe(topic)));
        } else {
            asked.forEach(ref -> topics.add(describe(ref)));
        }
        return new Metadata.Response(
                brokers(), config.identity().clusterId(), config.identity().id(), topics);
    }

    DescribeCluster.Response cluster(DescribeCluster.Request request) {
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
                config.identity().id(),
                error == ErrorCode.NONE ? brokers() : List.of());
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

    private static DescribeTopicPartitions.TopicDescription page(
            TopicState topic, int first, int end) {
        List<DescribeTopicPartitions.PartitionDescription> partitions = new ArrayList<>();
        for (int i = first; i < end; i++) {
            partitions.add(
                    new DescribeTopicPartitions.PartitionDescription(
                            describe(topic.partitions().get(i)), List.of(), List.of()));
        }
        return new DescribeTopicPartitions.TopicDescription(
                ErrorCode.NONE,
                topic.name(),
                topic.id(),
                TopicName.isInternal(topic.name()),
                partitions);
    }

    private List<Metadata.Broker> brokers() {
        return image.brokers().stream()
                .map(b -> new Metadata.Broker(b.id(), b.host(), b.port(), b.rack()))
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

    private static TopicDescription describe(TopicState topic) {
        return new TopicDescription(
                ErrorCode.NONE,
                topic.name(),
                topic.id(),
                TopicName.isInternal(topic.name()),
                topic.partitions().stream().map(MetadataHandler::describe).toList());
    }

    private static PartitionDescription describe(PartitionChanged state) {
        NodeId leader = state.leader();
        return new PartitionDescription(
                leader == null ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE,
                state.partition(),
                leader,
                state.leaderEpoch(),
                state.replicas(),
                state.isr(),
                List.of());
    }
}
