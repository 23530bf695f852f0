package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.DescribeClusterRequest;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.DescribeTopicPartitionsRequest;
import strata.kernel.NodeId;
import strata.kernel.TopicRef;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeTopicPartitions;
import strata.wire.SampleRequests.Sample;

/** The samples of {@link SampleRequests} that speak of topics, brokers and configuration. */
final class SampleTopicRequests {
    private SampleTopicRequests() {}

    static Sample createTopics(short version) {
        CreateTopicsRequestData data =
                new CreateTopicsRequestData().setTimeoutMs(15_000).setValidateOnly(true);
        CreatableTopic byHand =
                new CreatableTopic()
                        .setName("by-hand")
                        .setNumPartitions(-1)
                        .setReplicationFactor((short) -1);
        byHand.assignments()
                .add(
                        new CreatableReplicaAssignment()
                                .setPartitionIndex(0)
                                .setBrokerIds(List.of(1, 2)));
        CreatableTopic flights =
                new CreatableTopic()
                        .setName("flights")
                        .setNumPartitions(6)
                        .setReplicationFactor((short) 1);
        flights.configs().add(new CreatableTopicConfig().setName("retention.ms").setValue("1000"));
        flights.configs().add(new CreatableTopicConfig().setName("segment.bytes").setValue(null));
        data.topics().add(byHand);
        data.topics().add(flights);
        return new Sample(
                new CreateTopicsRequest.Builder(data).build(version),
                new CreateTopics.Request(
                        List.of(
                                new CreateTopics.NewTopic(
                                        "by-hand",
                                        -1,
                                        (short) -1,
                                        List.of(
                                                new CreateTopics.Assignment(
                                                        0, List.of(new NodeId(1), new NodeId(2)))),
                                        List.of()),
                                new CreateTopics.NewTopic(
                                        "flights",
                                        6,
                                        (short) 1,
                                        List.of(),
                                        List.of(
                                                new CreateTopics.Config("retention.ms", "1000"),
                                                new CreateTopics.Config("segment.bytes", null)))),
                        15_000,
                        true));
    }

    static Sample deleteTopics(short version) {
        DeleteTopicsRequestData data = new DeleteTopicsRequestData().setTimeoutMs(15_000);
        List<TopicRef> kernel = new ArrayList<>(List.of(TopicRef.named("flights")));
        if (version >= 6) {
            data.setTopics(
                    List.of(
                            new DeleteTopicState().setName("flights"),
                            new DeleteTopicState().setTopicId(SampleRequests.WEATHER_UUID)));
            kernel.add(TopicRef.identified(SampleRequests.WEATHER_ID));
        } else {
            data.setTopicNames(List.of("flights", "weather"));
            kernel.add(TopicRef.named("weather"));
        }
        return new Sample(
                new DeleteTopicsRequest.Builder(data).build(version),
                new DeleteTopics.Request(kernel, 15_000));
    }

    static Sample describeConfigs(short version) {
        boolean documented = version >= 3;
        DescribeConfigsRequestData data =
                new DescribeConfigsRequestData()
                        .setIncludeSynonyms(true)
                        .setIncludeDocumentation(documented)
                        .setResources(
                                List.of(
                                        new DescribeConfigsResource()
                                                .setResourceType((byte) 2)
                                                .setResourceName("flights")
                                                .setConfigurationKeys(List.of("retention.ms")),
                                        new DescribeConfigsResource()
                                                .setResourceType((byte) 4)
                                                .setResourceName("1")
                                                .setConfigurationKeys(null)));
        return new Sample(
                new DescribeConfigsRequest.Builder(data).build(version),
                new DescribeConfigs.Request(
                        List.of(
                                new DescribeConfigs.Resource(
                                        DescribeConfigs.Resource.TOPIC,
                                        "flights",
                                        List.of("retention.ms")),
                                new DescribeConfigs.Resource(
                                        DescribeConfigs.Resource.BROKER, "1", null)),
                        true,
                        documented));
    }

    static Sample describeCluster(short version) {
        boolean typed = version >= 1;
        boolean fenced = version >= 2;
        DescribeClusterRequestData data =
                new DescribeClusterRequestData()
                        .setIncludeClusterAuthorizedOperations(true)
                        .setEndpointType((byte) (typed ? 2 : 1))
                        .setIncludeFencedBrokers(fenced);
        return new Sample(
                new DescribeClusterRequest.Builder(data).build(version),
                new DescribeCluster.Request((byte) (typed ? 2 : 1), fenced));
    }

    static Sample describeTopicPartitions(short version) {
        DescribeTopicPartitionsRequestData data =
                new DescribeTopicPartitionsRequestData()
                        .setResponsePartitionLimit(100)
                        .setCursor(
                                new DescribeTopicPartitionsRequestData.Cursor()
                                        .setTopicName("flights")
                                        .setPartitionIndex(3));
        data.topics().add(new DescribeTopicPartitionsRequestData.TopicRequest().setName("flights"));
        return new Sample(
                new DescribeTopicPartitionsRequest.Builder(data).build(version),
                new DescribeTopicPartitions.Request(
                        List.of("flights"), 100, new DescribeTopicPartitions.Cursor("flights", 3)));
    }
}
