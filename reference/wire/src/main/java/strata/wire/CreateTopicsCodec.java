package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignmentCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfigCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DescribeConfigs;

/**
 * CreateTopics, versions 2 to 7. From 5 on the answer describes the topic (KIP-525), from 7 on with
 * its id (KIP-516).
 */
final class CreateTopicsCodec {
    private CreateTopicsCodec() {}

    static CreateTopics.Request read(FrameReader from, short version) {
        // As CreateTopicsRequestData has it. That class cannot be used itself: it hashes topics,
        // assignments and configurations, and Unhashed tells what a client can make of that.
        boolean flexible = ServedVersions.CREATE_TOPICS.isFlexible(version);
        int count = from.readCollectionSize(flexible);
        List<ReadTopic> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            topics.add(ReadTopic.of(from, version, flexible));
        }
        int timeoutMs = from.readInt();
        boolean validateOnly = from.readByte() != 0;
        from.skipTaggedFields(flexible);

        List<CreateTopics.NewTopic> newTopics = new ArrayList<>(count);
        for (ReadTopic topic : topics) {
            newTopics.add(
                    new CreateTopics.NewTopic(
                            topic.name,
                            topic.partitionCount,
                            topic.replicationFactor,
                            assignments(topic, topics),
                            topic.configs));
        }
        return new CreateTopics.Request(newTopics, timeoutMs, validateOnly);
    }

    /** A topic as it came: its replicas may be numbers that no node can have. */
    private record ReadTopic(
            String name,
            int partitionCount,
            short replicationFactor,
            List<CreatableReplicaAssignment> assignments,
            List<CreateTopics.Config> configs) {
        static ReadTopic of(FrameReader from, short version, boolean flexible) {
            String name = from.readString(flexible);
            int partitionCount = from.readInt();
            short replicationFactor = from.readShort();
            int assignmentCount = from.readCollectionSize(flexible);
            List<CreatableReplicaAssignment> assignments = new ArrayList<>(assignmentCount);
            for (int i = 0; i < assignmentCount; i++) {
                assignments.add(new CreatableReplicaAssignment(from, version));
            }
            int configCount = from.readCollectionSize(flexible);
            List<CreateTopics.Config> configs = new ArrayList<>(configCount);
            for (int i = 0; i < configCount; i++) {
                CreatableTopicConfig config = new CreatableTopicConfig(from, version);
                configs.add(new CreateTopics.Config(config.name(), config.value()));
            }
            from.skipTaggedFields(flexible);
            return new ReadTopic(name, partitionCount, replicationFactor, assignments, configs);
        }
    }

    private static List<CreateTopics.Assignment> assignments(
            ReadTopic topic, List<ReadTopic> topics) {
        List<CreateTopics.Assignment> assignments = new ArrayList<>(topic.assignments.size());
        for (CreatableReplicaAssignment assignment : topic.assignments) {
            List<NodeId> replicas = new ArrayList<>(assignment.brokerIds().size());
            for (int broker : assignment.brokerIds()) {
                if (broker < 0) {
                    throw new RefusedRequest(noSuchBroker(topics, broker));
                }
                replicas.add(new NodeId(broker));
            }
            assignments.add(new CreateTopics.Assignment(assignment.partitionIndex(), replicas));
        }
        return assignments;
    }

    /** Refuses all topics for one: no {@link NodeId} is negative, so the broker cannot do it. */
    private static ApiMessage noSuchBroker(List<ReadTopic> topics, int broker) {
        List<CreateTopics.TopicResult> results = new ArrayList<>(topics.size());
        for (ReadTopic topic : topics) {
            results.add(
                    CreateTopics.TopicResult.failed(
                            topic.name,
                            ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                            "No broker has the id " + broker + ", so nothing was created."));
        }
        return write(new CreateTopics.Response(results));
    }

    static ApiMessage write(CreateTopics.Response response) {
        CreatableTopicResultCollection topics =
                new CreatableTopicResultCollection(Unhashed.capacity(response.topics().size()));
        for (CreateTopics.TopicResult topic : response.topics()) {
            List<CreatableTopicConfigs> configs = new ArrayList<>(topic.configs().size());
            for (DescribeConfigs.Entry entry : topic.configs()) {
                configs.add(
                        new CreatableTopicConfigs()
                                .setName(entry.name())
                                .setValue(entry.value())
                                .setReadOnly(entry.readOnly())
                                .setConfigSource(entry.source().number())
                                .setIsSensitive(entry.sensitive()));
            }
            CreatableTopicResult result =
                    new CreatableTopicResult()
                            .setTopicId(KernelTypes.uuid(topic.id()))
                            .setErrorCode(topic.error().number())
                            .setErrorMessage(KernelTypes.message(topic.errorMessage()))
                            .setNumPartitions(topic.partitionCount())
                            .setReplicationFactor(topic.replicationFactor())
                            .setConfigs(configs);
            Unhashed.add(topics, result, CreatableTopicResult::setName, topic.name());
        }
        return new CreateTopicsResponseData().setTopics(topics);
    }

    static ApiMessage ask(CreateTopics.Request request) {
        CreatableTopicCollection topics =
                new CreatableTopicCollection(Unhashed.capacity(request.topics().size()));
        for (CreateTopics.NewTopic topic : request.topics()) {
            CreatableTopic asked =
                    new CreatableTopic()
                            .setNumPartitions(topic.partitionCount())
                            .setReplicationFactor(topic.replicationFactor())
                            .setAssignments(askAssignments(topic.assignments()))
                            .setConfigs(askConfigs(topic.configs()));
            Unhashed.add(topics, asked, CreatableTopic::setName, topic.name());
        }
        return new CreateTopicsRequestData()
                .setTopics(topics)
                .setTimeoutMs(request.timeoutMs())
                .setValidateOnly(request.validateOnly());
    }

    private static CreatableReplicaAssignmentCollection askAssignments(
            List<CreateTopics.Assignment> assignments) {
        CreatableReplicaAssignmentCollection asked =
                new CreatableReplicaAssignmentCollection(Unhashed.capacity(assignments.size()));
        for (CreateTopics.Assignment assignment : assignments) {
            CreatableReplicaAssignment element =
                    new CreatableReplicaAssignment()
                            .setBrokerIds(KernelTypes.numbers(assignment.replicas()));
            Unhashed.add(
                    asked,
                    element,
                    CreatableReplicaAssignment::setPartitionIndex,
                    assignment.partition());
        }
        return asked;
    }

    private static CreatableTopicConfigCollection askConfigs(List<CreateTopics.Config> configs) {
        CreatableTopicConfigCollection asked =
                new CreatableTopicConfigCollection(Unhashed.capacity(configs.size()));
        for (CreateTopics.Config config : configs) {
            CreatableTopicConfig element = new CreatableTopicConfig().setValue(config.value());
            Unhashed.add(asked, element, CreatableTopicConfig::setName, config.name());
        }
        return asked;
    }

    static CreateTopics.Response answer(FrameReader from, short version) {
        // As CreateTopicsResponseData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.CREATE_TOPICS.isFlexible(version);
        from.readInt(); // How long the client is throttled.
        int count = from.readCollectionSize(flexible);
        List<CreateTopics.TopicResult> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            CreatableTopicResult topic = new CreatableTopicResult(from, version);
            topics.add(
                    new CreateTopics.TopicResult(
                            topic.name(),
                            KernelTypes.topicId(topic.topicId()),
                            ErrorCode.ofNumber(topic.errorCode()),
                            topic.errorMessage(),
                            topic.numPartitions(),
                            topic.replicationFactor(),
                            entries(topic.configs())));
        }
        from.skipTaggedFields(flexible);
        return new CreateTopics.Response(topics);
    }

    private static List<DescribeConfigs.Entry> entries(
            @Nullable List<CreatableTopicConfigs> configs) {
        if (configs == null) {
            return List.of();
        }
        List<DescribeConfigs.Entry> entries = new ArrayList<>(configs.size());
        for (CreatableTopicConfigs config : configs) {
            entries.add(
                    new DescribeConfigs.Entry(
                            config.name(),
                            config.value(),
                            config.readOnly(),
                            KernelTypes.source(config.configSource()),
                            config.isSensitive(),
                            List.of(),
                            DescribeConfigs.Type.UNKNOWN,
                            null));
        }
        return entries;
    }
}
