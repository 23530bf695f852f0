package strata.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Nullable;

/** Requests that are well formed, and ask for changes that cannot be. */
final class BadAdminRequests {

    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;
    private static final byte SET = 0;
    private static final byte DELETE = 1;
    private static final byte APPEND = 2;
    private static final byte SUBTRACT = 3;

    private final String topic;
    private final List<BadInput> cases = new ArrayList<>();

    private BadAdminRequests(String topic) {
        this.topic = topic;
    }

    static List<BadInput> all(SampleRequests samples) {
        BadAdminRequests requests = new BadAdminRequests(samples.topic());
        requests.changedKeys();
        requests.changedResources();
        requests.replaced();
        requests.newPartitions();
        requests.deletedRecords();
        requests.logDirs();
        requests.nulls();
        return List.copyOf(requests.cases);
    }

    private void changedKeys() {
        key("unknown key", change("no.such.key", SET, "1"));
        key("unknown key deleted", change("no.such.key", DELETE, null));
        key("empty key", change("", SET, "1"));
        key("value no number", change("retention.ms", SET, "soon"));
        key("value too large", change("segment.bytes", SET, "99999999999"));
        key("value too small", change("segment.bytes", SET, "1"));
        key("value null", change("retention.ms", SET, null));
        key("value empty", change("retention.ms", SET, ""));
        key("deleted with a value", change("retention.ms", DELETE, "1"));
        key("gzip level 0", change("compression.gzip.level", SET, "0"));
        key("dirty ratio NaN", change("min.cleanable.dirty.ratio", SET, "NaN"));
        key("tiered storage", change("remote.storage.enable", SET, "true"));
        key("operation 9", change("retention.ms", (byte) 9, "1"));
        key("operation -1", change("retention.ms", (byte) -1, "1"));
        key("appended to a number", change("retention.ms", APPEND, "1"));
        key("taken from a number", change("retention.ms", SUBTRACT, "1"));
        key("appended to an unknown key", change("no.such.key", APPEND, "1"));
        key("appended null", change("cleanup.policy", APPEND, null));
        key("appended nothing", change("cleanup.policy", APPEND, ""));
        key("appended shred", change("cleanup.policy", APPEND, "shred"));
        key("taken what is not there", change("cleanup.policy", SUBTRACT, "shred"));
        key("policy empty", change("cleanup.policy", SET, ""));
        key("policy with a gap", change("cleanup.policy", SET, "delete,,compact"));
        key("throttled x", change("leader.replication.throttled.replicas", SET, "x"));
        key("key twice", change("flush.ms", SET, "1"), change("flush.ms", DELETE, null));
        key(
                "one key good, one bad",
                change("flush.ms", SET, "1"),
                change("retention.ms", SET, "soon"));
        key(
                "lags that contradict each other",
                change("min.compaction.lag.ms", SET, "50"),
                change("max.compaction.lag.ms", SET, "10"));
        key("no key");
    }

    private void changedResources() {
        resource("unknown topic", TOPIC, "nowhere");
        resource("invalid topic", TOPIC, "no/slash");
        resource("empty topic", TOPIC, "");
        resource("type 0", (byte) 0, topic);
        resource("type 3", (byte) 3, topic);
        resource("type 16, of client metrics", (byte) 16, topic);
        resource("type 32, of groups", (byte) 32, topic);
        resource("type 99", (byte) 99, topic);
        resource("type -1", (byte) -1, topic);
        resource("broker 99", BROKER, "99");
        resource("broker x", BROKER, "x");
        add("a key of the broker's start", changes(BROKER, "1", change("log.dirs", SET, "/tmp")));
        add(
                "a key that a broker could change",
                changes(BROKER, "1", change("log.segment.bytes", SET, "2000000"))
                        .setValidateOnly(true));
        add(
                "a key that all brokers could change",
                changes(BROKER, "", change("log.segment.bytes", SET, "2000000"))
                        .setValidateOnly(true));
        add("a broker, no key", changes(BROKER, "1"));
        add("a logger", changes((byte) 8, "1", change("no.such.logger", SET, "INFO")));
        IncrementalAlterConfigsRequestData twice =
                changes(TOPIC, topic, change("flush.ms", SET, "1"));
        twice.resources()
                .add(
                        changes(TOPIC, topic, change("flush.ms", SET, "2"))
                                .resources()
                                .iterator()
                                .next()
                                .duplicate());
        add("a topic twice", twice);
        add("none", new IncrementalAlterConfigsRequestData());
    }

    private void replaced() {
        replacement("unknown key", TOPIC, topic, "no.such.key", "1");
        replacement("value no number", TOPIC, topic, "retention.ms", "soon");
        replacement("value null", TOPIC, topic, "retention.ms", null);
        replacement("unknown topic", TOPIC, "nowhere", "flush.ms", "1");
        replacement("invalid topic", TOPIC, "no/slash", "flush.ms", "1");
        replacement("empty topic", TOPIC, "", "flush.ms", "1");
        replacement("type 0", (byte) 0, topic, "flush.ms", "1");
        replacement("type 8, of loggers", (byte) 8, "1", "kafka", "INFO");
        replacement("type 99", (byte) 99, topic, "flush.ms", "1");
        replacement("broker 99", BROKER, "99", "log.segment.bytes", "2000000");
        replacement("broker x", BROKER, "x", "log.segment.bytes", "2000000");
        AlterConfigsRequestData keyTwice = replacement(TOPIC, topic, "flush.ms", "1");
        keyTwice.resources()
                .iterator()
                .next()
                .configs()
                .add(
                        new AlterConfigsRequestData.AlterableConfig()
                                .setName("flush.ms")
                                .setValue("2"));
        add("key twice", keyTwice);
        AlterConfigsRequestData twice = replacement(TOPIC, topic, "flush.ms", "1");
        twice.resources()
                .add(
                        replacement(TOPIC, topic, "flush.ms", "2")
                                .resources()
                                .iterator()
                                .next()
                                .duplicate());
        add("a topic twice", twice);
        add("none", new AlterConfigsRequestData());
    }

    private void newPartitions() {
        add("as many as there are", more(topic, 1));
        add("0 partitions", more(topic, 0));
        add("-1 partitions", more(topic, -1));
        add("-2147483648 partitions", more(topic, Integer.MIN_VALUE));
        add("2147483647 partitions", more(topic, Integer.MAX_VALUE).setValidateOnly(true));
        add("20000 partitions", more(topic, 20_000).setValidateOnly(true));
        add("unknown topic", more("nowhere", 2));
        add("invalid topic", more("no/slash", 2));
        add("empty topic", more("", 2));
        add("no assignment", placed());
        add("assignments for more", placed(List.of(1), List.of(1)));
        add("assignment to broker 99", placed(List.of(99)));
        add("assignment to broker -1", placed(List.of(-1)));
        add("assignment without brokers", placed(List.of()));
        add("assignment to a broker twice", placed(List.of(1, 1)));
        add("timeout 0", more(topic, 2).setTimeoutMs(0));
        add("timeout -1", more(topic, 2).setTimeoutMs(-1));
        add("none", new CreatePartitionsRequestData().setTimeoutMs(10_000));
        CreatePartitionsRequestData twice = more(topic, 2);
        twice.topics().add(more(topic, 3).topics().iterator().next().duplicate());
        add("a topic twice", twice);
    }

    private void deletedRecords() {
        add("partition 99", deletion(topic, 99, 0));
        add("partition -1", deletion(topic, -1, 0));
        add("offset beyond the end", deletion(topic, 0, 9_999_999));
        add("offset -2", deletion(topic, 0, -2));
        add("offset at the far end", deletion(topic, 0, Long.MAX_VALUE));
        add("offset before the beginning", deletion("witness", 0, 0));
        add("unknown topic", deletion("nowhere", 0, 0));
        add("invalid topic", deletion("no/slash", 0, 0));
        add("empty topic", deletion("", 0, 0));
        add("timeout -1", deletion("witness", 0, 0).setTimeoutMs(-1));
        add("none", new DeleteRecordsRequestData().setTimeoutMs(10_000));
        DeleteRecordsRequestData noPartition = deletion(topic, 0, 0);
        noPartition.topics().getFirst().setPartitions(List.of());
        add("no partition", noPartition);
        DeleteRecordsRequestData twice = deletion("witness", 0, 9_999_999);
        twice.setTopics(
                List.of(twice.topics().getFirst(), deletion("witness", 0, 0).topics().getFirst()));
        add("a partition twice, the second time well", twice);
    }

    private void logDirs() {
        add("unknown topic", logDirsOf("nowhere", 0));
        add("empty topic", logDirsOf("", 0));
        add("partition 99", logDirsOf(topic, 99));
        add("partition -1", logDirsOf(topic, -1));
        add("a partition twice", logDirsOf(topic, 0, 0));
        add("no partition", logDirsOf(topic));
        add("no topic", new DescribeLogDirsRequestData());
    }

    /**
     * Collections that are null where the protocol knows no null, in versions with plain counts.
     */
    private void nulls() {
        byte[] resource = {TOPIC, 0, 1, 't', -1, -1, -1, -1, 0};
        byte[] topics = {-1, -1, -1, -1};
        body("resources", new IncrementalAlterConfigsRequestData(), 0, topics);
        body("keys", new IncrementalAlterConfigsRequestData(), 0, one(resource));
        body("resources", new AlterConfigsRequestData(), 0, topics);
        body("keys", new AlterConfigsRequestData(), 0, one(resource));
        body("topics", new CreatePartitionsRequestData(), 0, topics);
        body("topics", new DeleteRecordsRequestData(), 0, topics);
        body(
                "partitions",
                new DescribeLogDirsRequestData(),
                1,
                one(new byte[] {0, 1, 't', -1, -1, -1, -1}));
    }

    private static byte[] one(byte[] element) {
        return ByteBuffer.allocate(4 + element.length).putInt(1).put(element).array();
    }

    private void body(String what, ApiMessage empty, int version, byte[] body) {
        ApiKeys key = ApiKeys.forId(empty.apiKey());
        byte[] request = KafkaProtocol.request((short) version, empty);
        int bodyStart = Math.toIntExact(8 + 2 + "conformance".length());
        byte[] frame =
                ByteBuffer.allocate(bodyStart + body.length)
                        .put(request, 0, bodyStart)
                        .put(body)
                        .array();
        String name = "request: " + key.name + " " + version + ", null for " + what;
        cases.add(BadInput.frame(name, key, version, frame));
    }

    private void key(String name, IncrementalAlterConfigsRequestData.AlterableConfig... changes) {
        add(name, changes(TOPIC, topic, changes));
    }

    private void resource(String name, byte type, String resource) {
        add(name, changes(type, resource, change("flush.ms", SET, "1")));
    }

    private void replacement(
            String name, byte type, String resource, String key, @Nullable String value) {
        add(name, replacement(type, resource, key, value));
    }

    private void add(String name, ApiMessage body) {
        ApiKeys key = ApiKeys.forId(body.apiKey());
        int version = key.latestVersion();
        cases.add(
                BadInput.request(
                        "request: " + key.name + " " + version + ", " + name, version, body));
    }

    private static IncrementalAlterConfigsRequestData.AlterableConfig change(
            String key, byte operation, @Nullable String value) {
        return new IncrementalAlterConfigsRequestData.AlterableConfig()
                .setName(key)
                .setConfigOperation(operation)
                .setValue(value);
    }

    private static IncrementalAlterConfigsRequestData changes(
            byte type, String name, IncrementalAlterConfigsRequestData.AlterableConfig... changes) {
        IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(type)
                        .setResourceName(name);
        resource.configs().addAll(List.of(changes));
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(resource);
        return request;
    }

    private static AlterConfigsRequestData replacement(
            byte type, String name, String key, @Nullable String value) {
        AlterConfigsRequestData.AlterConfigsResource resource =
                new AlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(type)
                        .setResourceName(name);
        resource.configs()
                .add(new AlterConfigsRequestData.AlterableConfig().setName(key).setValue(value));
        AlterConfigsRequestData request = new AlterConfigsRequestData();
        request.resources().add(resource);
        return request;
    }

    private static CreatePartitionsRequestData more(String topic, int count) {
        CreatePartitionsRequestData request =
                new CreatePartitionsRequestData().setTimeoutMs(10_000);
        request.topics()
                .add(
                        new CreatePartitionsTopic()
                                .setName(topic)
                                .setCount(count)
                                .setAssignments(null));
        return request;
    }

    @SafeVarargs
    private final CreatePartitionsRequestData placed(List<Integer>... assignments) {
        CreatePartitionsRequestData request = more(topic, 2);
        List<CreatePartitionsAssignment> placed = new ArrayList<>();
        for (List<Integer> brokers : assignments) {
            placed.add(new CreatePartitionsAssignment().setBrokerIds(brokers));
        }
        request.topics().iterator().next().setAssignments(placed);
        return request;
    }

    private static DeleteRecordsRequestData deletion(String topic, int partition, long offset) {
        DeleteRecordsRequestData.DeleteRecordsPartition wanted =
                new DeleteRecordsRequestData.DeleteRecordsPartition()
                        .setPartitionIndex(partition)
                        .setOffset(offset);
        return new DeleteRecordsRequestData()
                .setTimeoutMs(10_000)
                .setTopics(
                        List.of(
                                new DeleteRecordsRequestData.DeleteRecordsTopic()
                                        .setName(topic)
                                        .setPartitions(List.of(wanted))));
    }

    private static DescribeLogDirsRequestData logDirsOf(String topic, Integer... partitions) {
        DescribeLogDirsRequestData request = new DescribeLogDirsRequestData();
        request.topics()
                .add(
                        new DescribableLogDirTopic()
                                .setTopic(topic)
                                .setPartitions(List.of(partitions)));
        return request;
    }
}
