package strata.conformance;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfigCollection;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * A valid request of every API that a broker with layers 1 and 2 serves, in every version, about
 * one topic. The classes of kafka-clients write the bytes, as they do for a real client.
 */
record SampleRequests(String topic, Uuid topicId) {

    /** What a node with layers 1 and 2 serves. */
    static final List<ApiKeys> SERVED =
            List.of(
                    ApiKeys.API_VERSIONS,
                    ApiKeys.METADATA,
                    ApiKeys.CREATE_TOPICS,
                    ApiKeys.DELETE_TOPICS,
                    ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                    ApiKeys.DESCRIBE_CONFIGS,
                    ApiKeys.DESCRIBE_CLUSTER,
                    ApiKeys.PRODUCE,
                    ApiKeys.FETCH,
                    ApiKeys.LIST_OFFSETS,
                    ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                    ApiKeys.ALTER_CONFIGS,
                    ApiKeys.CREATE_PARTITIONS,
                    ApiKeys.DELETE_RECORDS,
                    ApiKeys.DESCRIBE_LOG_DIRS);

    private static final int BYTES_MAX = 1 << 20;

    /** The topic that version {@code version} of CreateTopics makes. */
    String made(int version) {
        return topic + "-made-" + version;
    }

    /** The body of a valid request; DeleteTopics deletes what CreateTopics made one version up. */
    ApiMessage body(ApiKeys key, short version) {
        return switch (key) {
            case API_VERSIONS ->
                    new ApiVersionsRequestData()
                            .setClientSoftwareName("conformance")
                            .setClientSoftwareVersion("1");
            case METADATA -> metadata();
            case CREATE_TOPICS -> createTopic(made(version), 2);
            case DELETE_TOPICS -> deleteTopic(version, made(version + 1));
            case DESCRIBE_TOPIC_PARTITIONS ->
                    new DescribeTopicPartitionsRequestData()
                            .setTopics(
                                    List.of(
                                            new DescribeTopicPartitionsRequestData.TopicRequest()
                                                    .setName(topic)));
            case DESCRIBE_CONFIGS ->
                    new DescribeConfigsRequestData()
                            .setIncludeSynonyms(true)
                            .setResources(
                                    List.of(
                                            new DescribeConfigsRequestData.DescribeConfigsResource()
                                                    .setResourceType((byte) 2)
                                                    .setResourceName(topic)
                                                    .setConfigurationKeys(null)));
            case DESCRIBE_CLUSTER -> new DescribeClusterRequestData();
            case PRODUCE -> produce(BatchBytes.valid(Codec.NONE, 3));
            case FETCH -> fetch(0);
            case LIST_OFFSETS -> listOffsets(-1);
            case INCREMENTAL_ALTER_CONFIGS -> changeConfig();
            case ALTER_CONFIGS -> replaceConfig();
            case CREATE_PARTITIONS -> morePartitions(10 + version);
            case DELETE_RECORDS -> deleteRecords();
            case DESCRIBE_LOG_DIRS -> new DescribeLogDirsRequestData().setTopics(null);
            default -> throw new IllegalArgumentException("no sample of " + key);
        };
    }

    private IncrementalAlterConfigsRequestData changeConfig() {
        IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType((byte) 2)
                        .setResourceName(topic);
        resource.configs()
                .add(
                        new IncrementalAlterConfigsRequestData.AlterableConfig()
                                .setName("cleanup.policy")
                                .setConfigOperation((byte) 2)
                                .setValue("compact"));
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(resource);
        return request;
    }

    private AlterConfigsRequestData replaceConfig() {
        AlterConfigsRequestData.AlterConfigsResource resource =
                new AlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType((byte) 2)
                        .setResourceName(topic);
        resource.configs()
                .add(
                        new AlterConfigsRequestData.AlterableConfig()
                                .setName("retention.ms")
                                .setValue("86400000"));
        AlterConfigsRequestData request = new AlterConfigsRequestData();
        request.resources().add(resource);
        return request;
    }

    private DeleteRecordsRequestData deleteRecords() {
        DeleteRecordsRequestData.DeleteRecordsPartition all =
                new DeleteRecordsRequestData.DeleteRecordsPartition()
                        .setPartitionIndex(0)
                        .setOffset(-1);
        return new DeleteRecordsRequestData()
                .setTimeoutMs(10_000)
                .setTopics(
                        List.of(
                                new DeleteRecordsRequestData.DeleteRecordsTopic()
                                        .setName(topic)
                                        .setPartitions(List.of(all))));
    }

    private CreatePartitionsRequestData morePartitions(int count) {
        CreatePartitionsRequestData request =
                new CreatePartitionsRequestData().setTimeoutMs(10_000);
        request.topics()
                .add(
                        new CreatePartitionsRequestData.CreatePartitionsTopic()
                                .setName(topic)
                                .setCount(count)
                                .setAssignments(null));
        return request;
    }

    /** Asks for the topic, and allows to create it. */
    MetadataRequestData metadata() {
        return new MetadataRequestData()
                .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName(topic)));
    }

    /** Creates a topic with one configuration. */
    static CreateTopicsRequestData createTopic(String name, int partitionCount) {
        CreatableTopicConfigCollection configs = new CreatableTopicConfigCollection();
        configs.add(new CreatableTopicConfig().setName("retention.ms").setValue("86400000"));
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(
                new CreatableTopic()
                        .setName(name)
                        .setNumPartitions(partitionCount)
                        .setReplicationFactor((short) 1)
                        .setConfigs(configs));
        return new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(10_000);
    }

    /** Deletes a topic by name. */
    static DeleteTopicsRequestData deleteTopic(short version, String name) {
        DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(10_000);
        return version < 6
                ? request.setTopicNames(List.of(name))
                : request.setTopics(
                        List.of(new DeleteTopicsRequestData.DeleteTopicState().setName(name)));
    }

    /** Writes any bytes to partition 0, acknowledged. */
    ProduceRequestData produce(byte[] records) {
        ProduceRequestData.TopicProduceDataCollection topics =
                new ProduceRequestData.TopicProduceDataCollection();
        topics.add(
                new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setTopicId(topicId)
                        .setPartitionData(
                                List.of(
                                        new ProduceRequestData.PartitionProduceData()
                                                .setIndex(0)
                                                .setRecords(
                                                        MemoryRecords.readableRecords(
                                                                ByteBuffer.wrap(records))))));
        return new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(10_000)
                .setTopicData(topics);
    }

    /** Reads partition 0, without waiting and without a session. */
    FetchRequestData fetch(long offset) {
        return new FetchRequestData()
                .setReplicaId(-1)
                .setMaxWaitMs(0)
                .setMinBytes(0)
                .setMaxBytes(BYTES_MAX)
                .setTopics(
                        List.of(
                                new FetchRequestData.FetchTopic()
                                        .setTopic(topic)
                                        .setTopicId(topicId)
                                        .setPartitions(
                                                List.of(
                                                        new FetchRequestData.FetchPartition()
                                                                .setPartition(0)
                                                                .setFetchOffset(offset)
                                                                .setPartitionMaxBytes(
                                                                        BYTES_MAX)))));
    }

    /** Asks for the offset of a time in partition 0: -1 latest, -2 earliest. */
    ListOffsetsRequestData listOffsets(long timestamp) {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(
                        List.of(
                                new ListOffsetsRequestData.ListOffsetsTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new ListOffsetsRequestData
                                                                        .ListOffsetsPartition()
                                                                .setPartitionIndex(0)
                                                                .setTimestamp(timestamp)))));
    }
}
