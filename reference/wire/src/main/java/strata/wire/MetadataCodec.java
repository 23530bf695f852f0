package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBrokerCollection;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.Metadata;

/**
 * Metadata, versions 0 to 13. Version 0 says "all topics" with an empty list, later ones with null;
 * before 4 auto-creation is allowed without being asked for; 10 and 11 have a topic id in the
 * request that must not be used, from 12 on it may be (KIP-516). Authorized operations (8 and
 * later) are never told: there is no authorizer.
 */
final class MetadataCodec {
    private static final short FIRST_WITH_LISTENER_NOT_FOUND = 6;
    private static final short FIRST_BY_TOPIC_ID = 12;

    private MetadataCodec() {}

    static Metadata.Request read(FrameReader from, short version) {
        MetadataRequestData data = new MetadataRequestData(from, version);
        return new Metadata.Request(topics(data, version), data.allowAutoTopicCreation());
    }

    private static @Nullable List<TopicRef> topics(MetadataRequestData data, short version) {
        if (data.topics() == null || (version == 0 && data.topics().isEmpty())) {
            return null;
        }
        List<TopicRef> names = new ArrayList<>(data.topics().size());
        List<TopicRef> ids = new ArrayList<>();
        boolean nameless = false;
        for (MetadataRequestTopic topic : data.topics()) {
            boolean identified = !topic.topicId().equals(Uuid.ZERO_UUID);
            if (version < FIRST_BY_TOPIC_ID && (identified || topic.name() == null)) {
                throw new RefusedRequest(refused(data, ErrorCode.INVALID_REQUEST));
            } else if (identified) {
                ids.add(TopicRef.identified(KernelTypes.topicId(topic.topicId())));
            } else if (topic.name() == null) {
                nameless = true;
            } else {
                names.add(TopicRef.named(topic.name()));
            }
        }
        if (!ids.isEmpty()) {
            // As in Kafka: a request that gives any id means its ids.
            return ids;
        }
        if (nameless) {
            // Kafka's own answer to a topic without name and id.
            throw new RefusedRequest(refused(data, ErrorCode.UNKNOWN_SERVER_ERROR));
        }
        return names;
    }

    private static ApiMessage refused(MetadataRequestData request, ErrorCode why) {
        short error = why.number();
        MetadataResponseTopicCollection topics =
                new MetadataResponseTopicCollection(Unhashed.capacity(request.topics().size()));
        for (MetadataRequestTopic topic : request.topics()) {
            MetadataResponseTopic result =
                    new MetadataResponseTopic().setErrorCode(error).setTopicId(topic.topicId());
            String name = topic.name() == null ? "" : topic.name();
            Unhashed.add(topics, result, MetadataResponseTopic::setName, name);
        }
        return new MetadataResponseData().setErrorCode(error).setTopics(topics);
    }

    static ApiMessage write(Metadata.Response response, short version) {
        MetadataResponseBrokerCollection brokers =
                new MetadataResponseBrokerCollection(response.brokers().size());
        for (Metadata.Broker broker : response.brokers()) {
            brokers.add(
                    new MetadataResponseBroker()
                            .setNodeId(broker.id().number())
                            .setHost(broker.host())
                            .setPort(broker.port())
                            .setRack(broker.rack()));
        }
        MetadataResponseTopicCollection topics =
                new MetadataResponseTopicCollection(Unhashed.capacity(response.topics().size()));
        for (Metadata.TopicDescription topic : response.topics()) {
            MetadataResponseTopic result =
                    new MetadataResponseTopic()
                            .setErrorCode(topic.error().number())
                            .setTopicId(KernelTypes.uuid(topic.id()))
                            .setIsInternal(topic.isInternal())
                            .setPartitions(partitions(topic.partitions(), version));
            Unhashed.add(topics, result, MetadataResponseTopic::setName, topic.name());
        }
        return new MetadataResponseData()
                .setBrokers(brokers)
                .setClusterId(response.clusterId())
                .setControllerId(KernelTypes.number(response.controllerId()))
                .setTopics(topics);
    }

    private static List<MetadataResponsePartition> partitions(
            List<Metadata.PartitionDescription> descriptions, short version) {
        List<MetadataResponsePartition> partitions = new ArrayList<>(descriptions.size());
        for (Metadata.PartitionDescription partition : descriptions) {
            partitions.add(
                    new MetadataResponsePartition()
                            .setErrorCode(known(partition.error(), version).number())
                            .setPartitionIndex(partition.partition())
                            .setLeaderId(KernelTypes.number(partition.leader()))
                            .setLeaderEpoch(partition.leaderEpoch())
                            .setReplicaNodes(KernelTypes.numbers(partition.replicas()))
                            .setIsrNodes(KernelTypes.numbers(partition.isr()))
                            .setOfflineReplicas(KernelTypes.numbers(partition.offlineReplicas())));
        }
        return partitions;
    }

    private static ErrorCode known(ErrorCode error, short version) {
        return error == ErrorCode.LISTENER_NOT_FOUND && version < FIRST_WITH_LISTENER_NOT_FOUND
                ? ErrorCode.LEADER_NOT_AVAILABLE
                : error;
    }
}
