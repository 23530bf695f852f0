package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterConfigs.ResourceResult;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeConfigs.Resource;
import strata.kernel.request.DescribeConfigs.Source;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.IncrementalAlterConfigs.Change;

@Tag("layer")
class AlterConfigsTest {
    private final BrokerWorld world = BrokerWorld.withDefaults();

    private static Change set(String name, @Nullable String value) {
        return new Change(name, Change.SET, value);
    }

    private static IncrementalAlterConfigs.Resource topic(String name, Change... changes) {
        return new IncrementalAlterConfigs.Resource(Resource.TOPIC, name, List.of(changes));
    }

    private List<ResourceResult> changeAll(IncrementalAlterConfigs.Resource... resources) {
        return world.ask(
                        IncrementalAlterConfigs.Response.class,
                        new IncrementalAlterConfigs.Request(List.of(resources), false))
                .resources();
    }

    private ResourceResult change(String topic, Change... changes) {
        return changeAll(topic(topic, changes)).get(0);
    }

    private ResourceResult replace(byte type, String name, AlterConfigs.Config... configs) {
        AlterConfigs.Resource resource = new AlterConfigs.Resource(type, name, List.of(configs));
        return world.ask(
                        AlterConfigs.Response.class,
                        new AlterConfigs.Request(List.of(resource), false))
                .resources()
                .get(0);
    }

    private DescribeConfigs.Entry described(BrokerWorld broker, String topic, String key) {
        DescribeConfigs.Request ask =
                new DescribeConfigs.Request(
                        List.of(new Resource(Resource.TOPIC, topic, List.of(key))), true, false);
        return broker.ask(DescribeConfigs.Response.class, ask).results().get(0).entries().get(0);
    }

    private String value(String topic, String key) {
        return String.valueOf(described(world, topic, key).value());
    }

    @Test
    void aKeyThatIsSetIsDescribedAsTheTopicsOwnAndWhenDeletedAsTheDefault() {
        world.create("t", 1);

        ResourceResult set = change("t", set("retention.ms", " 5000 "));

        assertThat(set).isEqualTo(new ResourceResult(ErrorCode.NONE, null, Resource.TOPIC, "t"));
        DescribeConfigs.Entry entry = described(world, "t", "retention.ms");
        assertThat(entry.value()).isEqualTo("5000");
        assertThat(entry.source()).isEqualTo(Source.TOPIC_CONFIG);
        assertThat(entry.synonyms())
                .extracting(s -> s.name() + "=" + s.value() + " " + s.source())
                .containsExactly(
                        "retention.ms=5000 TOPIC_CONFIG",
                        "log.retention.ms=604800000 DEFAULT_CONFIG");

        change("t", new Change("retention.ms", Change.DELETE, null));

        assertThat(described(world, "t", "retention.ms").source()).isEqualTo(Source.DEFAULT_CONFIG);
    }

    @Test
    void whatWasChangedIsThereAfterARestart() {
        world.create("t", 1, new CreateTopics.Config("segment.ms", "5"));
        change("t", set("flush.messages", "1"), new Change("segment.ms", Change.DELETE, null));

        BrokerWorld again = world.restarted();

        assertThat(described(again, "t", "flush.messages").value()).isEqualTo("1");
        assertThat(described(again, "t", "segment.ms").source()).isEqualTo(Source.DEFAULT_CONFIG);
    }

    @Test
    void elementsAreAddedToAListOnceAndTakenFromIt() {
        world.create("t", 1);

        change("t", new Change("cleanup.policy", Change.APPEND, "compact"));
        change("t", new Change("cleanup.policy", Change.APPEND, "compact"));
        assertThat(value("t", "cleanup.policy")).isEqualTo("delete,compact");

        change("t", new Change("cleanup.policy", Change.SUBTRACT, "delete"));
        assertThat(value("t", "cleanup.policy")).isEqualTo("compact");

        change("t", new Change("cleanup.policy", Change.SUBTRACT, "compact"));
        assertThat(value("t", "cleanup.policy")).isEmpty();

        change("t", set("cleanup.policy", " delete , compact,delete"));
        assertThat(value("t", "cleanup.policy")).isEqualTo("delete,compact");
    }

    // The texts are those of Apache Kafka 4.3.1, measured.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "no.such.key | 1 | Unknown topic config name: no.such.key",
                "retention.ms | soon | Invalid value soon for configuration retention.ms: Not a"
                        + " number of type LONG",
                "segment.bytes | 99999999999 | Invalid value 99999999999 for configuration"
                        + " segment.bytes: Not a number of type INT",
                "segment.bytes | 1 | Invalid value 1 for configuration segment.bytes: Value must"
                        + " be at least 1048576",
                "preallocate | maybe | Invalid value maybe for configuration preallocate:"
                        + " Expected value to be either true or false",
                "min.cleanable.dirty.ratio | 1.5 | Invalid value 1.5 for configuration"
                        + " min.cleanable.dirty.ratio: Value must be no more than 1",
                "min.cleanable.dirty.ratio | x | Invalid value x for configuration"
                        + " min.cleanable.dirty.ratio: Not a number of type DOUBLE",
                "compression.type | rar | Invalid value rar for configuration compression.type:"
                        + " String must be one of: uncompressed, zstd, lz4, snappy, gzip,"
                        + " producer",
                "compression.gzip.level | 0 | Invalid value 0 for configuration"
                        + " compression.gzip.level: Value must be between 1 and 9 or equal to -1",
                "compression.lz4.level | 77 | Invalid value 77 for configuration"
                        + " compression.lz4.level: Value must be no more than 17",
                "cleanup.policy | shred | Invalid value shred for configuration cleanup.policy:"
                        + " String must be one of: compact, delete",
                "cleanup.policy | delete,,compact | Configuration 'cleanup.policy' values must"
                        + " not be empty.",
                "leader.replication.throttled.replicas | 0:1,x | Invalid value [0:1, x] for"
                        + " configuration leader.replication.throttled.replicas:"
                        + " leader.replication.throttled.replicas must be the literal '*' or a"
                        + " list of replicas in the following format:"
                        + " [partitionId]:[brokerId],[partitionId]:[brokerId],...",
                "min.compaction.lag.ms | 9223372036854775807 | \"\"",
                "remote.storage.enable | true | Tiered Storage functionality is disabled in the"
                        + " broker. Topic cannot be configured with remote log storage.",
            })
    void aValueThatCannotBeIsRefusedInKafkasWords(String key, String value, String why) {
        world.create("t", 1, new CreateTopics.Config("flush.ms", "77"));

        ResourceResult result = change("t", set("flush.ms", "1"), set(key, value));

        boolean good = why.isEmpty();
        assertThat(result.error()).isEqualTo(good ? ErrorCode.NONE : ErrorCode.INVALID_CONFIG);
        assertThat(result.errorMessage()).isEqualTo(good ? null : why);
        assertThat(value("t", "flush.ms")).isEqualTo(good ? "1" : "77");
        assertThat(replace(Resource.TOPIC, "t", new AlterConfigs.Config(key, value)).errorMessage())
                .isEqualTo(result.errorMessage());
        assertThat(world.create("other", 1, new CreateTopics.Config(key, value)).errorMessage())
                .isEqualTo(result.errorMessage());
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        world.create("t", 1, new CreateTopics.Config("min.compaction.lag.ms", "50"));

        ResourceResult result = change("t", set("max.compaction.lag.ms", "10"));

        assertThat(result.error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(result.errorMessage())
                .isEqualTo(
                        "conflict topic config setting min.compaction.lag.ms (50) >"
                                + " max.compaction.lag.ms (10)");
    }

    @Test
    void operationsThatDoNotFitTheirKeyAreRefused() {
        world.create("t", 1);

        assertThat(change("t", new Change("retention.ms", Change.APPEND, "5")).errorMessage())
                .isEqualTo("Can't APPEND to key retention.ms because its type is not LIST.");
        assertThat(change("t", new Change("no.such", Change.SUBTRACT, "5")).errorMessage())
                .isEqualTo("Can't SUBTRACT to key no.such because its type is not LIST.");
        assertThat(change("t", new Change("no.such", Change.DELETE, null)).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(change("t", new Change("retention.ms", (byte) 9, "5")).error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(change("t", new Change("retention.ms", (byte) -1, "5")).error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aRequestThatIsAmbiguousOrHasNullsChangesNothing() {
        world.create("t", 1);

        ResourceResult twice =
                change("t", set("flush.ms", "1"), new Change("flush.ms", Change.DELETE, "2"));
        ResourceResult nulls = change("t", set("flush.ms", null), set("segment.ms", null));
        List<ResourceResult> both =
                changeAll(topic("t", set("flush.ms", "1")), topic("t", set("segment.ms", "1")));

        assertThat(twice.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(twice.errorMessage()).isEqualTo("Error due to duplicate config keys");
        assertThat(nulls.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(nulls.errorMessage())
                .isEqualTo("Null value not supported for : flush.ms, segment.ms");
        assertThat(both)
                .hasSize(2)
                .allSatisfy(
                        r -> {
                            assertThat(r.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
                            assertThat(r.errorMessage())
                                    .isEqualTo("Each resource must appear at most once.");
                        });
        assertThat(described(world, "t", "flush.ms").source()).isEqualTo(Source.DEFAULT_CONFIG);
        assertThat(described(world, "t", "segment.ms").source()).isEqualTo(Source.DEFAULT_CONFIG);
    }

    @Test
    void ofTwoTopicsTheOneThatCanBeChangedIs() {
        world.create("t", 1);

        List<ResourceResult> results =
                changeAll(topic("t", set("flush.ms", "1")), topic("no", set("flush.ms", "1")));

        assertThat(results)
                .extracting(ResourceResult::error)
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(results.get(1).errorMessage()).isEqualTo("The topic 'no' does not exist.");
        assertThat(value("t", "flush.ms")).isEqualTo("1");
    }

    @Test
    void topicsThatCannotBeAreNamed() {
        assertThat(change("", set("flush.ms", "1")).errorMessage())
                .isEqualTo("Default topic resources are not allowed.");
        assertThat(change("no/slash", set("flush.ms", "1")).error())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(change("no", set("no.such", "1")).error()).isEqualTo(ErrorCode.INVALID_CONFIG);
    }

    @Test
    void whatIsOnlyValidatedIsNotChanged() {
        world.create("t", 1);

        world.ask(
                IncrementalAlterConfigs.Response.class,
                new IncrementalAlterConfigs.Request(
                        List.of(topic("t", set("flush.ms", "1"))), true));
        world.ask(
                AlterConfigs.Response.class,
                new AlterConfigs.Request(
                        List.of(
                                new AlterConfigs.Resource(
                                        Resource.TOPIC,
                                        "t",
                                        List.of(new AlterConfigs.Config("flush.ms", "1")))),
                        true));

        assertThat(described(world, "t", "flush.ms").source()).isEqualTo(Source.DEFAULT_CONFIG);
    }

    @Test
    void whatAReplacementDoesNotNameGoesBackToItsDefault() {
        world.create("t", 1, new CreateTopics.Config("flush.ms", "5"));

        replace(Resource.TOPIC, "t", new AlterConfigs.Config("retention.ms", "7"));

        assertThat(described(world, "t", "flush.ms").source()).isEqualTo(Source.DEFAULT_CONFIG);
        assertThat(value("t", "retention.ms")).isEqualTo("7");
    }

    @Test
    void aTopicThatIsReplacedTwiceIsAnsweredOnceAndNotChanged() {
        world.create("t", 1);
        AlterConfigs.Config key = new AlterConfigs.Config("flush.ms", "1");
        AlterConfigs.Resource topic = new AlterConfigs.Resource(Resource.TOPIC, "t", List.of(key));

        AlterConfigs.Response response =
                world.ask(
                        AlterConfigs.Response.class,
                        new AlterConfigs.Request(List.of(topic, topic), false));

        assertThat(response.resources())
                .extracting(ResourceResult::error)
                .containsExactly(ErrorCode.INVALID_REQUEST);
        assertThat(described(world, "t", "flush.ms").source()).isEqualTo(Source.DEFAULT_CONFIG);
    }

    @Test
    void aBrokersConfigurationAndOtherResourcesCannotBeChanged() {
        AlterConfigs.Config key = new AlterConfigs.Config("log.segment.bytes", "2000000");

        assertThat(replace(Resource.BROKER, "1", key).errorMessage())
                .isEqualTo("Cannot update these configs dynamically: [log.segment.bytes]");
        assertThat(replace(Resource.BROKER, "", key).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(replace(Resource.BROKER, "99", key).errorMessage())
                .isEqualTo("Unexpected broker id, expected 1, but received 99");
        assertThat(replace(Resource.BROKER, "x", key).errorMessage())
                .isEqualTo("Node id must be an integer, but it is: x");
        assertThat(replace(Resource.BROKER, "1").error()).isEqualTo(ErrorCode.NONE);
        assertThat(replace((byte) 99, "t", key).errorMessage())
                .isEqualTo("Unknown resource type 99");
        assertThat(replace((byte) 8, "1", key).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aListThatGrowsTooLongForTheLogIsRefused() {
        world.create("t", 1);
        String many = "11111:11111,".repeat(2_000) + "1:1";
        String more = "22222:22222,".repeat(2_000) + "1:1";
        change("t", set("leader.replication.throttled.replicas", many));

        ResourceResult result =
                change(
                        "t",
                        set("follower.replication.throttled.replicas", "*"),
                        new Change(
                                "leader.replication.throttled.replicas",
                                Change.APPEND,
                                more.replace("22222:22222,1", "33333:3,1")));
        ResourceResult tooLong =
                change(
                        "t",
                        set(
                                "leader.replication.throttled.replicas",
                                "11111:11111,".repeat(3_000) + "1:1"));

        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        assertThat(tooLong.error()).isEqualTo(ErrorCode.INVALID_CONFIG);
    }

    @Test
    void aTopicIsNotCreatedWithAListTooLongForTheLog() {
        CreateTopics.Config tooLong =
                new CreateTopics.Config(
                        "leader.replication.throttled.replicas",
                        "11111:11111,".repeat(3_000) + "1:1");

        CreateTopics.TopicResult result = world.create("t", 1, tooLong);

        assertThat(result.error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(result.errorMessage()).contains("36003 bytes");
        assertThat(world.create("t", 1).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aSmallerLimitHoldsFromTheNextBatchOn() {
        world.create("t", 1);
        String large = "x".repeat(500);
        assertThat(world.append("t", large).error()).isEqualTo(ErrorCode.NONE);

        change("t", set("max.message.bytes", "100"));

        assertThat(world.append("t", large).error()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void whatReadersSawTheyStillSeeWhenTheTopicBeginsToFlush() {
        world.create("t", 1);
        world.append("t", "a");

        change("t", set("flush.messages", "1"));

        RequestId read = world.send(Requests.fetch("t", 0, 0, 0));
        assertThat(world.values(world.fetched(read))).containsExactly("a");
    }

    @Test
    void theBrokersOwnDefaultIsInForceAgainWhenAKeyIsDeleted() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("log.retention.ms", "1000");
        BrokerWorld configured = new BrokerWorld(properties);
        configured.create("t", 1, new CreateTopics.Config("retention.ms", "5"));

        configured.send(
                new IncrementalAlterConfigs.Request(
                        List.of(topic("t", new Change("retention.ms", Change.DELETE, null))),
                        false));

        assertThat(described(configured, "t", "retention.ms").value()).isEqualTo("1000");
        assertThat(described(configured, "t", "retention.ms").source())
                .isEqualTo(Source.STATIC_BROKER_CONFIG);
    }
}
