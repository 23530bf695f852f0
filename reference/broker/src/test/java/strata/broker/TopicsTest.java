package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.CreateTopics.Assignment;
import strata.kernel.request.CreateTopics.Config;
import strata.kernel.request.CreateTopics.NewTopic;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.Metadata;

@Tag("layer")
class TopicsTest {
    private final BrokerWorld world = BrokerWorld.withDefaults();

    private CreateTopics.TopicResult create(NewTopic topic) {
        return world.ask(
                        CreateTopics.Response.class,
                        new CreateTopics.Request(List.of(topic), 1000, false))
                .topics()
                .get(0);
    }

    private static NewTopic topic(String name, int partitions, int replicationFactor) {
        return new NewTopic(name, partitions, (short) replicationFactor, List.of(), List.of());
    }

    @Test
    void aTopicThatCannotBeIsRefusedWithKafkasCode() {
        world.create("taken.name", 1);

        assertThat(create(topic("taken.name", 1, 1)).error())
                .isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
        assertThat(create(topic("taken_name", 1, 1)).error())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(create(topic("a b", 1, 1)).error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(create(topic("..", 1, 1)).error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(create(topic("x".repeat(250), 1, 1)).error())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(create(topic("t", 0, 1)).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(create(topic("t", 2_000_000_000, 1)).error())
                .isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(create(topic("t", 1, 0)).error())
                .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(create(topic("t", 1, 2)).error())
                .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(world.create("t", 1, new Config("no.such.key", "1")).error())
                .isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(world.create("t", 1, new Config("retention.ms", "soon")).error())
                .isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(world.create("t", 1, new Config("cleanup.policy", null)).error())
                .isEqualTo(ErrorCode.INVALID_CONFIG);
    }

    @Test
    void replicasPlacedByHandMustBeConsecutiveAndKnown() {
        List<Assignment> gap = List.of(new Assignment(1, List.of(new NodeId(1))));
        List<Assignment> unknown = List.of(new Assignment(0, List.of(new NodeId(9))));
        List<Assignment> good = List.of(new Assignment(0, List.of(new NodeId(1))));

        assertThat(create(new NewTopic("t", -1, (short) -1, gap, List.of())).error())
                .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(create(new NewTopic("t", -1, (short) -1, unknown, List.of())).error())
                .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(create(new NewTopic("t", 1, (short) -1, good, List.of())).error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(create(new NewTopic("t", -1, (short) -1, good, List.of())).error())
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aNameGivenTwiceIsAnsweredOnceAndRefused() {
        CreateTopics.Response response =
                world.ask(
                        CreateTopics.Response.class,
                        new CreateTopics.Request(
                                List.of(topic("a", 1, 1), topic("a", 1, 1)), 1000, false));

        assertThat(response.topics()).hasSize(1);
        assertThat(response.topics().get(0).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void validateOnlyCreatesNothing() {
        CreateTopics.Response response =
                world.ask(
                        CreateTopics.Response.class,
                        new CreateTopics.Request(List.of(topic("v", 3, 1)), 1000, true));

        assertThat(response.topics().get(0).error()).isEqualTo(ErrorCode.NONE);
        assertThat(response.topics().get(0).id()).isEqualTo(TopicId.ZERO);
        assertThat(allTopics()).isEmpty();
    }

    private List<String> allTopics() {
        return world
                .ask(Metadata.Response.class, new Metadata.Request(null, false))
                .topics()
                .stream()
                .map(Metadata.TopicDescription::name)
                .toList();
    }

    @Test
    void aTopicAskedForIsCreatedWhenClientAndBrokerAllow() {
        Metadata.Request ask = new Metadata.Request(List.of(TopicRef.named("auto")), true);
        Metadata.Request lookOnly = new Metadata.Request(List.of(TopicRef.named("other")), false);

        assertThat(world.ask(Metadata.Response.class, ask).topics().get(0).partitions()).hasSize(1);
        assertThat(world.ask(Metadata.Response.class, lookOnly).topics().get(0).error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void noTopicIsCreatedWhereTheBrokerForbidsIt() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("auto.create.topics.enable", "false");
        BrokerWorld strict = new BrokerWorld(properties);

        Metadata.Request ask = new Metadata.Request(List.of(TopicRef.named("auto")), true);

        assertThat(strict.ask(Metadata.Response.class, ask).topics().get(0).error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void aTopicCreatedAgainUnderItsNameIsAnotherTopicAndEmpty() {
        TopicId first = world.create("t", 1).id();
        world.append("t", "a");
        world.send(new DeleteTopics.Request(List.of(TopicRef.identified(first)), 1000));

        TopicId second = world.create("t", 1).id();

        assertThat(second).isNotEqualTo(first);
        assertThat(world.append("t", "b").baseOffset()).isZero();
        assertThat(world.storage.list("")).noneMatch(name -> name.endsWith("-delete"));
    }

    @Test
    void aDirectoryThatNoTopicOwnsIsSetAsideAndKept() {
        world.create("mine", 1);
        world.storage.open("ghost-0/00000000000000000000.log").write(ByteBuffer.allocate(3), 0);

        BrokerWorld again = world.restarted();

        assertThat(again.storage.list("")).contains("mine-0").doesNotContain("ghost-0");
        assertThat(again.storage.list(""))
                .anyMatch(name -> name.startsWith("ghost-0.") && name.endsWith("-stray"));
    }

    @Test
    void aDirectoryOfAnEarlierTopicOfTheSameNameIsNotTakenForTheNewOne() {
        world.create("t", 1);
        ByteBuffer other =
                ByteBuffer.wrap(
                        "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ"
                                .getBytes(StandardCharsets.UTF_8));
        world.storage.delete("t-0/partition.metadata");
        world.storage.open("t-0/partition.metadata").write(other, 0);

        BrokerWorld again = world.restarted();

        assertThat(again.storage.list("")).contains("t-0").anyMatch(n -> n.endsWith("-stray"));
        assertThat(again.append("t", "a").baseOffset()).isZero();
    }

    @Test
    void deletingWhatIsNotThereIsSaidByNameAndById() {
        DeleteTopics.Response response =
                world.ask(
                        DeleteTopics.Response.class,
                        new DeleteTopics.Request(
                                List.of(
                                        TopicRef.named("no"),
                                        TopicRef.identified(new TopicId(1, 2))),
                                1000));

        assertThat(response.topics())
                .extracting(DeleteTopics.TopicResult::error)
                .containsExactly(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.UNKNOWN_TOPIC_ID);
    }

    @Test
    void partitionsAreDescribedInPages() {
        world.create("a", 3);
        world.create("b", 2);

        DescribeTopicPartitions.Response first =
                world.ask(
                        DescribeTopicPartitions.Response.class,
                        new DescribeTopicPartitions.Request(List.of(), 2, null));
        DescribeTopicPartitions.Response second =
                world.ask(
                        DescribeTopicPartitions.Response.class,
                        new DescribeTopicPartitions.Request(List.of(), 2, first.next()));
        DescribeTopicPartitions.Response third =
                world.ask(
                        DescribeTopicPartitions.Response.class,
                        new DescribeTopicPartitions.Request(List.of(), 2, second.next()));

        assertThat(pages(first)).containsExactly("a-0", "a-1");
        assertThat(pages(second)).containsExactly("a-2", "b-0");
        assertThat(pages(third)).containsExactly("b-1");
        assertThat(third.next()).isNull();
    }

    private static List<String> pages(DescribeTopicPartitions.Response response) {
        return response.topics().stream()
                .flatMap(
                        topic ->
                                topic.partitions().stream()
                                        .map(p -> topic.name() + "-" + p.base().partition()))
                .toList();
    }

    @Test
    void aTopicsConfigurationSaysWhereEachValueComesFrom() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("log.retention.ms", "1000");
        BrokerWorld configured = new BrokerWorld(properties);
        configured.create("t", 1, new Config("max.message.bytes", "2000"));

        DescribeConfigs.ResourceResult result =
                configured
                        .ask(
                                DescribeConfigs.Response.class,
                                new DescribeConfigs.Request(
                                        List.of(
                                                new DescribeConfigs.Resource(
                                                        DescribeConfigs.Resource.TOPIC,
                                                        "t",
                                                        List.of(
                                                                "max.message.bytes",
                                                                "retention.ms",
                                                                "segment.bytes"))),
                                        false,
                                        false))
                        .results()
                        .get(0);

        assertThat(result.entries())
                .extracting(e -> e.name() + "=" + e.value() + " " + e.source())
                .containsExactlyInAnyOrder(
                        "max.message.bytes=2000 TOPIC_CONFIG",
                        "retention.ms=1000 STATIC_BROKER_CONFIG",
                        "segment.bytes=1073741824 DEFAULT_CONFIG");
    }

    @Test
    void aValueThatIsNotOfItsKeysFormIsAnErrorThatNamesTheKey() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("num.partitions", "many");

        assertThatThrownBy(() -> new BrokerWorld(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("num.partitions")
                .hasMessageContaining("many");
    }

    @Test
    void theLongestNameCanBeDeletedToo() {
        String longest = "x".repeat(249);
        world.create(longest, 1);

        DeleteTopics.Response response =
                world.ask(
                        DeleteTopics.Response.class,
                        new DeleteTopics.Request(List.of(TopicRef.named(longest)), 1000));

        assertThat(response.topics().get(0).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.storage.list(""))
                .filteredOn(name -> !name.endsWith("-offset-checkpoint"))
                .containsExactly("__cluster_metadata-0");
    }
}
