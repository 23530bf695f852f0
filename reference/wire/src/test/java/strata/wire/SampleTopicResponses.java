package strata.wire;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.Metadata;
import strata.wire.SampleResponses.Sample;

/** The samples of {@link SampleResponses} that speak of topics, brokers and configuration. */
final class SampleTopicResponses {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);
    private static final List<Metadata.Broker> BROKERS =
            List.of(
                    new Metadata.Broker(ONE, "one.example", 9092, null),
                    new Metadata.Broker(TWO, "two.example", 9093, "rack-2"));
    private static final DescribeConfigs.Entry RETENTION =
            new DescribeConfigs.Entry(
                    "retention.ms",
                    "1000",
                    false,
                    DescribeConfigs.Source.TOPIC_CONFIG,
                    false,
                    List.of(
                            new DescribeConfigs.Synonym(
                                    "log.retention.ms",
                                    null,
                                    DescribeConfigs.Source.STATIC_BROKER_CONFIG)),
                    DescribeConfigs.Type.LONG,
                    "How long.");

    private SampleTopicResponses() {}

    private static Metadata.PartitionDescription led() {
        return new Metadata.PartitionDescription(
                ErrorCode.NONE,
                0,
                TWO,
                6,
                List.of(ONE, TWO, THREE),
                List.of(TWO, THREE),
                List.of(ONE));
    }

    private static Metadata.PartitionDescription leaderless() {
        return new Metadata.PartitionDescription(
                ErrorCode.LEADER_NOT_AVAILABLE, 1, null, 7, List.of(ONE), List.of(), List.of());
    }

    static Sample metadata(short version) {
        boolean byId = version >= 12;
        Metadata.Response kernel =
                new Metadata.Response(
                        BROKERS,
                        "cluster-1",
                        version >= 5 ? TWO : null,
                        List.of(
                                new Metadata.TopicDescription(
                                        ErrorCode.NONE,
                                        "flights",
                                        SampleRequests.FLIGHTS_ID,
                                        true,
                                        List.of(led(), leaderless())),
                                new Metadata.TopicDescription(
                                        ErrorCode.UNKNOWN_TOPIC_ID,
                                        byId ? null : "weather",
                                        byId ? SampleRequests.WEATHER_ID : TopicId.ZERO,
                                        false,
                                        List.of())));
        MetadataResponseData kafka =
                new MetadataResponseData()
                        .setClusterId("cluster-1")
                        .setControllerId(version >= 5 ? 2 : -1);
        kafka.brokers()
                .add(
                        new MetadataResponseBroker()
                                .setNodeId(1)
                                .setHost("one.example")
                                .setPort(9092));
        kafka.brokers()
                .add(
                        new MetadataResponseBroker()
                                .setNodeId(2)
                                .setHost("two.example")
                                .setPort(9093)
                                .setRack("rack-2"));
        kafka.topics()
                .add(
                        new MetadataResponseTopic()
                                .setName("flights")
                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                .setIsInternal(true)
                                .setPartitions(List.of(kafkaLed(), kafkaLeaderless())));
        kafka.topics()
                .add(
                        new MetadataResponseTopic()
                                .setErrorCode((short) 100)
                                .setName(byId ? null : "weather")
                                .setTopicId(byId ? SampleRequests.WEATHER_UUID : Uuid.ZERO_UUID));
        return new Sample(kernel, kafka);
    }

    private static MetadataResponsePartition kafkaLed() {
        return new MetadataResponsePartition()
                .setPartitionIndex(0)
                .setLeaderId(2)
                .setLeaderEpoch(6)
                .setReplicaNodes(List.of(1, 2, 3))
                .setIsrNodes(List.of(2, 3))
                .setOfflineReplicas(List.of(1));
    }

    private static MetadataResponsePartition kafkaLeaderless() {
        return new MetadataResponsePartition()
                .setErrorCode((short) 5)
                .setPartitionIndex(1)
                .setLeaderId(-1)
                .setLeaderEpoch(7)
                .setReplicaNodes(List.of(1));
    }

    static Sample createTopics() {
        CreateTopics.Response kernel =
                new CreateTopics.Response(
                        List.of(
                                new CreateTopics.TopicResult(
                                        "flights",
                                        SampleRequests.FLIGHTS_ID,
                                        ErrorCode.NONE,
                                        null,
                                        6,
                                        (short) 1,
                                        List.of(RETENTION)),
                                CreateTopics.TopicResult.failed(
                                        "weather", ErrorCode.TOPIC_ALREADY_EXISTS, "It exists.")));
        CreateTopicsResponseData kafka = new CreateTopicsResponseData();
        kafka.topics()
                .add(
                        new CreatableTopicResult()
                                .setName("flights")
                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                .setErrorMessage(null)
                                .setNumPartitions(6)
                                .setReplicationFactor((short) 1)
                                .setConfigs(
                                        List.of(
                                                new CreatableTopicConfigs()
                                                        .setName("retention.ms")
                                                        .setValue("1000")
                                                        .setConfigSource((byte) 1))));
        kafka.topics()
                .add(
                        new CreatableTopicResult()
                                .setName("weather")
                                .setErrorCode((short) 36)
                                .setErrorMessage("It exists."));
        return new Sample(kernel, kafka);
    }

    static Sample deleteTopics(short version) {
        boolean byId = version >= 6;
        DeleteTopics.Response kernel =
                new DeleteTopics.Response(
                        List.of(
                                new DeleteTopics.TopicResult(
                                        "flights", SampleRequests.FLIGHTS_ID, ErrorCode.NONE, null),
                                new DeleteTopics.TopicResult(
                                        byId ? null : "weather",
                                        SampleRequests.WEATHER_ID,
                                        ErrorCode.UNKNOWN_TOPIC_ID,
                                        "No such topic.")));
        DeleteTopicsResponseData kafka = new DeleteTopicsResponseData();
        kafka.responses()
                .add(
                        new DeletableTopicResult()
                                .setName("flights")
                                .setTopicId(SampleRequests.FLIGHTS_UUID));
        kafka.responses()
                .add(
                        new DeletableTopicResult()
                                .setName(byId ? null : "weather")
                                .setTopicId(SampleRequests.WEATHER_UUID)
                                .setErrorCode((short) 100)
                                .setErrorMessage("No such topic."));
        return new Sample(kernel, kafka);
    }

    static Sample describeConfigs() {
        DescribeConfigs.Response kernel =
                new DescribeConfigs.Response(
                        List.of(
                                new DescribeConfigs.ResourceResult(
                                        ErrorCode.NONE,
                                        null,
                                        DescribeConfigs.Resource.TOPIC,
                                        "flights",
                                        List.of(RETENTION)),
                                new DescribeConfigs.ResourceResult(
                                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                        "No such topic.",
                                        DescribeConfigs.Resource.TOPIC,
                                        "weather",
                                        List.of())));
        DescribeConfigsResourceResult retention =
                new DescribeConfigsResourceResult()
                        .setName("retention.ms")
                        .setValue("1000")
                        .setConfigSource((byte) 1)
                        .setSynonyms(
                                List.of(
                                        new DescribeConfigsSynonym()
                                                .setName("log.retention.ms")
                                                .setValue(null)
                                                .setSource((byte) 4)))
                        .setConfigType((byte) 5)
                        .setDocumentation("How long.");
        DescribeConfigsResponseData kafka =
                new DescribeConfigsResponseData()
                        .setResults(
                                List.of(
                                        new DescribeConfigsResult()
                                                .setErrorMessage(null)
                                                .setResourceType((byte) 2)
                                                .setResourceName("flights")
                                                .setConfigs(List.of(retention)),
                                        new DescribeConfigsResult()
                                                .setErrorCode((short) 3)
                                                .setErrorMessage("No such topic.")
                                                .setResourceType((byte) 2)
                                                .setResourceName("weather")));
        return new Sample(kernel, kafka);
    }

    static Sample describeCluster(short version) {
        byte controllers = (byte) (version >= 1 ? 2 : 1);
        DescribeCluster.Response kernel =
                new DescribeCluster.Response(
                        ErrorCode.NONE, controllers, "cluster-1", TWO, BROKERS, List.of(TWO));
        DescribeClusterResponseData kafka =
                new DescribeClusterResponseData()
                        .setEndpointType(controllers)
                        .setClusterId("cluster-1")
                        .setControllerId(2);
        kafka.brokers()
                .add(
                        new DescribeClusterBroker()
                                .setBrokerId(1)
                                .setHost("one.example")
                                .setPort(9092));
        kafka.brokers()
                .add(
                        new DescribeClusterBroker()
                                .setBrokerId(2)
                                .setHost("two.example")
                                .setPort(9093)
                                .setRack("rack-2")
                                .setIsFenced(version >= 2));
        return new Sample(kernel, kafka);
    }

    static Sample describeTopicPartitions() {
        DescribeTopicPartitions.Response kernel =
                new DescribeTopicPartitions.Response(
                        List.of(
                                new DescribeTopicPartitions.TopicDescription(
                                        ErrorCode.NONE,
                                        "flights",
                                        SampleRequests.FLIGHTS_ID,
                                        false,
                                        List.of(
                                                new DescribeTopicPartitions.PartitionDescription(
                                                        led(), List.of(ONE), List.of(THREE))))),
                        new DescribeTopicPartitions.Cursor("weather", 4));
        DescribeTopicPartitionsResponseData kafka =
                new DescribeTopicPartitionsResponseData()
                        .setNextCursor(
                                new DescribeTopicPartitionsResponseData.Cursor()
                                        .setTopicName("weather")
                                        .setPartitionIndex(4));
        kafka.topics()
                .add(
                        new DescribeTopicPartitionsResponseTopic()
                                .setName("flights")
                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                .setPartitions(
                                        List.of(
                                                new DescribeTopicPartitionsResponsePartition()
                                                        .setPartitionIndex(0)
                                                        .setLeaderId(2)
                                                        .setLeaderEpoch(6)
                                                        .setReplicaNodes(List.of(1, 2, 3))
                                                        .setIsrNodes(List.of(2, 3))
                                                        .setEligibleLeaderReplicas(List.of(1))
                                                        .setLastKnownElr(List.of(3))
                                                        .setOfflineReplicas(List.of(1)))));
        return new Sample(kernel, kafka);
    }
}
