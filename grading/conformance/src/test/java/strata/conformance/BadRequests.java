package strata.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Nullable;

/** Requests that are well formed, and ask for what cannot be. */
final class BadRequests {

    private static final Uuid NOBODY = new Uuid(4711, 4711);

    private final SampleRequests samples;
    private final List<BadInput> cases = new ArrayList<>();

    private BadRequests(SampleRequests samples) {
        this.samples = samples;
    }

    static List<BadInput> all(SampleRequests samples) {
        BadRequests requests = new BadRequests(samples);
        requests.produce();
        requests.fetch();
        requests.fetchSessionsAndTopics();
        requests.listOffsets();
        requests.metadata();
        requests.createTopics();
        requests.deleteTopics();
        requests.describe();
        return List.copyOf(requests.cases);
    }

    private void produce() {
        byte[] batch = BatchBytes.valid(Codec.NONE, 1);
        produce("acks 2", 9, samples.produce(batch).setAcks((short) 2));
        produce("acks -2", 9, samples.produce(batch).setAcks((short) -2));
        produce("records null", 9, onlyPartition(samples.produce(batch), p -> p.setRecords(null)));
        produce("partition 99", 9, onlyPartition(samples.produce(batch), p -> p.setIndex(99)));
        produce("partition -1", 9, onlyPartition(samples.produce(batch), p -> p.setIndex(-1)));
        produce("timeout -1", 9, samples.produce(batch).setTimeoutMs(-1));
        SampleRequests nowhere = new SampleRequests("nowhere", NOBODY);
        produce("unknown topic", 3, nowhere.produce(batch));
        produce("unknown topic", 12, nowhere.produce(batch));
        produce("unknown topic id", 13, nowhere.produce(batch));
        SampleRequests noId = new SampleRequests(samples.topic(), Uuid.ZERO_UUID);
        produce("topic id zero", 13, noId.produce(batch));
        SampleRequests noName = new SampleRequests("", Uuid.ZERO_UUID);
        produce("topic without a name", 9, noName.produce(batch));
        SampleRequests badName = new SampleRequests("../../etc/passwd", Uuid.ZERO_UUID);
        produce("topic that leaves the folder", 9, badName.produce(batch));
        produce(
                "no topic",
                9,
                samples.produce(batch)
                        .setTopicData(new ProduceRequestData.TopicProduceDataCollection()));
    }

    private void fetch() {
        fetch("offset 999999", 4, p -> p.setFetchOffset(999_999));
        fetch("offset 999999", 12, p -> p.setFetchOffset(999_999));
        fetch("offset 999999", 18, p -> p.setFetchOffset(999_999));
        fetch("offset -1", 12, p -> p.setFetchOffset(-1));
        fetch("offset at the far end", 12, p -> p.setFetchOffset(Long.MAX_VALUE));
        fetch("partition 99", 12, p -> p.setPartition(99));
        fetch("partition -1", 12, p -> p.setPartition(-1));
        fetch("leader epoch 99", 12, p -> p.setCurrentLeaderEpoch(99));
        fetch("leader epoch -7", 12, p -> p.setCurrentLeaderEpoch(-7));
        fetch("last fetched epoch 99", 12, p -> p.setLastFetchedEpoch(99));
        fetch("partition bytes -1", 12, p -> p.setPartitionMaxBytes(-1));
        add("Fetch", "bytes -1", 12, samples.fetch(0).setMaxBytes(-1));
        add("Fetch", "min bytes -1", 12, samples.fetch(0).setMinBytes(-1));
        add("Fetch", "wait -1", 12, samples.fetch(0).setMaxWaitMs(-1));
        add("Fetch", "isolation 9", 12, samples.fetch(0).setIsolationLevel((byte) 9));
    }

    private void fetchSessionsAndTopics() {
        SampleRequests nowhere = new SampleRequests("nowhere", NOBODY);
        add("Fetch", "unknown topic", 4, nowhere.fetch(0));
        add("Fetch", "unknown topic", 12, nowhere.fetch(0));
        add("Fetch", "unknown topic id", 13, nowhere.fetch(0));
        add("Fetch", "unknown topic id", 18, nowhere.fetch(0));
        add("Fetch", "session unknown", 12, samples.fetch(0).setSessionId(7).setSessionEpoch(1));
        add("Fetch", "session epoch -2", 12, samples.fetch(0).setSessionEpoch(-2));
        add("Fetch", "no topic", 12, samples.fetch(0).setTopics(List.of()));
        FetchRequestData twice = samples.fetch(0);
        twice.setTopics(List.of(twice.topics().getFirst(), samples.fetch(0).topics().getFirst()));
        add("Fetch", "a partition twice", 12, twice);
        add("Fetch", "replica 99", 12, samples.fetch(0).setReplicaId(99));
    }

    private void listOffsets() {
        listOffsets("partition 99", 11, p -> p.setPartitionIndex(99));
        listOffsets("partition -1", 11, p -> p.setPartitionIndex(-1));
        listOffsets("leader epoch 99", 11, p -> p.setCurrentLeaderEpoch(99));
        listOffsets("time -6", 11, p -> p.setTimestamp(-6));
        listOffsets("time -99", 11, p -> p.setTimestamp(-99));
        listOffsets("time -3 before it was", 6, p -> p.setTimestamp(-3));
        SampleRequests nowhere = new SampleRequests("nowhere", NOBODY);
        add("ListOffsets", "unknown topic", 1, nowhere.listOffsets(-1));
        add("ListOffsets", "unknown topic", 11, nowhere.listOffsets(-1));
        ListOffsetsRequestData twice = samples.listOffsets(-1);
        twice.topics()
                .getFirst()
                .setPartitions(
                        List.of(
                                twice.topics().getFirst().partitions().getFirst(),
                                samples.listOffsets(-2)
                                        .topics()
                                        .getFirst()
                                        .partitions()
                                        .getFirst()));
        add("ListOffsets", "a partition twice", 11, twice);
        add("ListOffsets", "replica 99", 11, samples.listOffsets(-1).setReplicaId(99));
    }

    private void metadata() {
        metadata("invalid name", 1, topic("no/slash"));
        metadata("invalid name", 13, topic("no/slash"));
        metadata("empty name", 13, topic(""));
        metadata("name of 250", 13, topic("x".repeat(250)));
        metadata("unknown id", 13, new MetadataRequestTopic().setName(null).setTopicId(NOBODY));
        metadata("no name, no id", 13, new MetadataRequestTopic().setName(null));
        metadata("no name, no id", 10, new MetadataRequestTopic().setName(null));
        metadata("id zero with a name", 10, topic(samples.topic()));
        MetadataRequestData forbidding =
                new SampleRequests("never-made", NOBODY)
                        .metadata()
                        .setAllowAutoTopicCreation(false);
        add("Metadata", "unknown, not to be made", 13, forbidding);
    }

    private void createTopics() {
        create("exists", t -> t.setName(samples.topic()));
        create("name ..", t -> t.setName(".."));
        create("0 partitions", t -> t.setNumPartitions(0));
        create("-2 partitions", t -> t.setNumPartitions(-2));
        create("2147483647 partitions", t -> t.setNumPartitions(Integer.MAX_VALUE));
        create("100000 partitions", t -> t.setNumPartitions(100_000));
        create("0 replicas", t -> t.setReplicationFactor((short) 0));
        create("2 replicas", t -> t.setReplicationFactor((short) 2));
        create("32767 replicas", t -> t.setReplicationFactor(Short.MAX_VALUE));
        create("unknown key", t -> t.configs().add(config("no.such.key", "1")));
        create("value null", t -> t.configs().add(config("cleanup.policy", null)));
        create("value no number", t -> t.configs().add(config("segment.bytes", "many")));
        create("value out of range", t -> t.configs().add(config("segment.bytes", "1")));
        create("cleanup policy shred", t -> t.configs().add(config("cleanup.policy", "shred")));
        create("assignment and count", t -> t.assignments().add(assignment(0, List.of(1))));
        create("assignment to broker 99", t -> assign(t, assignment(0, List.of(99))));
        create("assignment without brokers", t -> assign(t, assignment(0, List.of())));
        create("assignment begins at 5", t -> assign(t, assignment(5, List.of(1))));
        CreateTopicsRequestData twice = SampleRequests.createTopic("twice", 1);
        twice.topics()
                .add(SampleRequests.createTopic("twice", 1).topics().iterator().next().duplicate());
        add("CreateTopics", "a topic twice", 7, twice);
        add("CreateTopics", "none", 7, new CreateTopicsRequestData());
        add(
                "CreateTopics",
                "timeout -1",
                7,
                SampleRequests.createTopic("in-no-time", 1).setTimeoutMs(-1));
    }

    private void deleteTopics() {
        add("DeleteTopics", "unknown", 1, SampleRequests.deleteTopic((short) 1, "nowhere"));
        add("DeleteTopics", "unknown", 6, SampleRequests.deleteTopic((short) 6, "nowhere"));
        delete("unknown id", new DeleteTopicsRequestData.DeleteTopicState().setTopicId(NOBODY));
        delete("no name, no id", new DeleteTopicsRequestData.DeleteTopicState());
        delete(
                "name and id",
                new DeleteTopicsRequestData.DeleteTopicState()
                        .setName(samples.topic())
                        .setTopicId(samples.topicId()));
        add("DeleteTopics", "none", 6, new DeleteTopicsRequestData().setTimeoutMs(10_000));
    }

    private void describe() {
        resource("type 0", (byte) 0, samples.topic());
        resource("type 99", (byte) 99, samples.topic());
        resource("unknown topic", (byte) 2, "nowhere");
        resource("invalid topic", (byte) 2, "no/slash");
        resource("broker 99", (byte) 4, "99");
        resource("broker x", (byte) 4, "x");
        partitions("unknown topic", topics("nowhere"));
        partitions("limit 0", topics(samples.topic()).setResponsePartitionLimit(0));
        partitions("limit -1", topics(samples.topic()).setResponsePartitionLimit(-1));
        partitions("no topic", new DescribeTopicPartitionsRequestData());
        partitions("cursor beyond", topics(samples.topic()).setCursor(cursor(samples.topic(), 99)));
        partitions("cursor -5", topics(samples.topic()).setCursor(cursor(samples.topic(), -5)));
        partitions("cursor elsewhere", topics(samples.topic()).setCursor(cursor("nowhere", 0)));
        add(
                "DescribeCluster",
                "of controllers",
                2,
                new DescribeClusterRequestData().setEndpointType((byte) 2));
        add(
                "DescribeCluster",
                "of type 9",
                2,
                new DescribeClusterRequestData().setEndpointType((byte) 9));
        add("ApiVersions", "no software name", 3, new ApiVersionsRequestData());
        add(
                "ApiVersions",
                "bad software name",
                3,
                new ApiVersionsRequestData()
                        .setClientSoftwareName("bad name!")
                        .setClientSoftwareVersion("1"));
    }

    private void produce(String name, int version, ProduceRequestData request) {
        add("Produce", name, version, request);
    }

    private void fetch(String name, int version, Consumer<FetchPartition> change) {
        FetchRequestData request = samples.fetch(0);
        change.accept(request.topics().getFirst().partitions().getFirst());
        add("Fetch", name, version, request);
    }

    private void listOffsets(String name, int version, Consumer<ListOffsetsPartition> change) {
        ListOffsetsRequestData request = samples.listOffsets(-1);
        change.accept(request.topics().getFirst().partitions().getFirst());
        add("ListOffsets", name, version, request);
    }

    private void metadata(String name, int version, MetadataRequestTopic topic) {
        add("Metadata", name, version, new MetadataRequestData().setTopics(List.of(topic)));
    }

    private void create(String name, Consumer<CreatableTopic> change) {
        CreateTopicsRequestData request = SampleRequests.createTopic("not-to-be", 1);
        CreatableTopic topic = request.topics().iterator().next();
        request.topics().remove(topic);
        change.accept(topic);
        request.topics().add(topic);
        add("CreateTopics", name, 7, request);
    }

    private void delete(String name, DeleteTopicsRequestData.DeleteTopicState topic) {
        DeleteTopicsRequestData request =
                new DeleteTopicsRequestData().setTimeoutMs(10_000).setTopics(List.of(topic));
        add("DeleteTopics", name, 6, request);
    }

    private void resource(String name, byte type, String resource) {
        DescribeConfigsResource wanted =
                new DescribeConfigsResource().setResourceType(type).setResourceName(resource);
        add(
                "DescribeConfigs",
                name,
                4,
                new DescribeConfigsRequestData().setResources(List.of(wanted)));
    }

    private void partitions(String name, DescribeTopicPartitionsRequestData request) {
        add("DescribeTopicPartitions", name, 0, request);
    }

    private void add(String api, String name, int version, ApiMessage body) {
        assert ApiKeys.forId(body.apiKey()).name.equals(api) : api;
        cases.add(BadInput.request("request: " + api + " " + version + ", " + name, version, body));
    }

    private static ProduceRequestData onlyPartition(
            ProduceRequestData request, Consumer<ProduceRequestData.PartitionProduceData> change) {
        change.accept(request.topicData().iterator().next().partitionData().getFirst());
        return request;
    }

    private static MetadataRequestTopic topic(String name) {
        return new MetadataRequestTopic().setName(name);
    }

    private static CreatableTopicConfig config(String key, @Nullable String value) {
        return new CreatableTopicConfig().setName(key).setValue(value);
    }

    private static CreatableReplicaAssignment assignment(int partition, List<Integer> brokers) {
        return new CreatableReplicaAssignment().setPartitionIndex(partition).setBrokerIds(brokers);
    }

    private static void assign(CreatableTopic topic, CreatableReplicaAssignment assignment) {
        topic.setNumPartitions(-1).setReplicationFactor((short) -1).assignments().add(assignment);
    }

    private static DescribeTopicPartitionsRequestData topics(String name) {
        return new DescribeTopicPartitionsRequestData()
                .setTopics(
                        List.of(
                                new DescribeTopicPartitionsRequestData.TopicRequest()
                                        .setName(name)));
    }

    private static DescribeTopicPartitionsRequestData.Cursor cursor(String topic, int partition) {
        return new DescribeTopicPartitionsRequestData.Cursor()
                .setTopicName(topic)
                .setPartitionIndex(partition);
    }
}
