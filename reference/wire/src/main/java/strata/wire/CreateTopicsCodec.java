package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DescribeConfigs;

/**
 * CreateTopics, versions 2 to 7. From 5 on the answer describes the topic (KIP-525), from 7 on with
 * its id (KIP-516).
 */
final class CreateTopicsCodec {
    private CreateTopicsCodec() {}

    static CreateTopics.Request read(FrameReader from, short version) {
        CreateTopicsRequestData data = new CreateTopicsRequestData(from, version);
        List<CreateTopics.NewTopic> topics = new ArrayList<>(data.topics().size());
        for (CreatableTopic topic : data.topics()) {
            topics.add(
                    new CreateTopics.NewTopic(
                            topic.name(),
                            topic.numPartitions(),
                            topic.replicationFactor(),
                            assignments(topic, data),
                            configs(topic)));
        }
        return new CreateTopics.Request(topics, data.timeoutMs(), data.validateOnly());
    }

    private static List<CreateTopics.Assignment> assignments(
            CreatableTopic topic, CreateTopicsRequestData data) {
        List<CreateTopics.Assignment> assignments = new ArrayList<>(topic.assignments().size());
        for (CreatableReplicaAssignment assignment : topic.assignments()) {
            List<NodeId> replicas = new ArrayList<>(assignment.brokerIds().size());
            for (int broker : assignment.brokerIds()) {
                if (broker < 0) {
                    throw new RefusedRequest(noSuchBroker(data, broker));
                }
                replicas.add(new NodeId(broker));
            }
            assignments.add(new CreateTopics.Assignment(assignment.partitionIndex(), replicas));
        }
        return assignments;
    }

    /** Refuses all topics for one: no {@link NodeId} is negative, so the broker cannot do it. */
    private static ApiMessage noSuchBroker(CreateTopicsRequestData data, int broker) {
        List<CreateTopics.TopicResult> topics = new ArrayList<>(data.topics().size());
        for (CreatableTopic topic : data.topics()) {
            topics.add(
                    CreateTopics.TopicResult.failed(
                            topic.name(),
                            ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                            "No broker has the id " + broker + ", so nothing was created."));
        }
        return write(new CreateTopics.Response(topics));
    }

    private static List<CreateTopics.Config> configs(CreatableTopic topic) {
        List<CreateTopics.Config> configs = new ArrayList<>(topic.configs().size());
        for (CreatableTopicConfig config : topic.configs()) {
            configs.add(new CreateTopics.Config(config.name(), config.value()));
        }
        return configs;
    }

    static ApiMessage write(CreateTopics.Response response) {
        CreatableTopicResultCollection topics =
                new CreatableTopicResultCollection(response.topics().size());
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
            topics.add(
                    new CreatableTopicResult()
                            .setName(topic.name())
                            .setTopicId(KernelTypes.uuid(topic.id()))
                            .setErrorCode(topic.error().number())
                            .setErrorMessage(topic.errorMessage())
                            .setNumPartitions(topic.partitionCount())
                            .setReplicationFactor(topic.replicationFactor())
                            .setConfigs(configs));
        }
        return new CreateTopicsResponseData().setTopics(topics);
    }
}
