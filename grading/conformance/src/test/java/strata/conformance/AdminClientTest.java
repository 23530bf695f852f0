package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Topics, configurations and the cluster, as the Java Admin client and others see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdminClientTest {

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);

    private ServerUnderTest server;
    private Admin admin;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("admin-client");
        admin = JavaClients.admin(server.bootstrap());
    }

    @AfterAll
    void stopTheServer() {
        admin.close();
        server.close();
    }

    @Test
    void aCreatedTopicIsDescribedWithItsPartitionsAndItsId() {
        Uuid id = create("described", 6, Map.of());

        TopicDescription description = describe("described");

        assertThat(description.topicId()).isEqualTo(id).isNotEqualTo(Uuid.ZERO_UUID);
        assertThat(description.isInternal()).isFalse();
        assertThat(description.partitions().stream().map(TopicPartitionInfo::partition).toList())
                .isEqualTo(IntStream.range(0, 6).boxed().toList());
        Node only = JavaClients.await(admin.describeCluster().nodes()).iterator().next();
        assertThat(description.partitions())
                .allSatisfy(
                        partition -> {
                            assertThat(partition.leader()).isEqualTo(only);
                            assertThat(partition.replicas()).containsExactly(only);
                            assertThat(partition.isr()).containsExactly(only);
                        });
    }

    @Test
    void aDescriptionInPagesHasEveryPartitionOnce() {
        create("paged", 7, Map.of());
        DescribeTopicsOptions twoAtATime =
                new DescribeTopicsOptions().partitionSizeLimitPerResponse(2);

        TopicDescription description =
                JavaClients.await(
                                admin.describeTopics(
                                                TopicCollection.ofTopicNames(List.of("paged")),
                                                twoAtATime)
                                        .allTopicNames())
                        .get("paged");

        assertThat(
                        Objects.requireNonNull(description).partitions().stream()
                                .map(TopicPartitionInfo::partition)
                                .toList())
                .isEqualTo(IntStream.range(0, 7).boxed().toList());
    }

    @Test
    void topicsAreDescribedByTheirId() {
        Uuid id = create("by-id", 2, Map.of());

        Map<Uuid, TopicDescription> described =
                JavaClients.await(
                        admin.describeTopics(TopicCollection.ofTopicIds(List.of(id)))
                                .allTopicIds());

        TopicDescription description = Objects.requireNonNull(described.get(id));
        assertThat(description.name()).isEqualTo("by-id");
        assertThat(description.partitions()).hasSize(2);
    }

    @Test
    void aCreatedTopicIsListed() {
        create("listed", 1, Map.of());

        Collection<String> names = JavaClients.await(admin.listTopics().names());

        assertThat(names).contains("listed");
    }

    @Test
    void whatIsLeftOutOfACreationIsTheBrokersDefault() {
        NewTopic defaults = new NewTopic("defaults", Optional.empty(), Optional.empty());

        var created = admin.createTopics(List.of(defaults));

        assertThat(JavaClients.await(created.numPartitions("defaults"))).isEqualTo(1);
        assertThat(JavaClients.await(created.replicationFactor("defaults"))).isEqualTo(1);
    }

    @Test
    void aCreationThatIsOnlyValidatedCreatesNothing() {
        NewTopic topic = new NewTopic("only-validated", 3, (short) 1);

        JavaClients.await(
                admin.createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(true))
                        .all());

        assertThat(JavaClients.await(admin.listTopics().names())).doesNotContain("only-validated");
    }

    @Test
    void creationsThatCannotBeAreRefusedWithTheirReason() {
        create("already-there", 1, Map.of());

        assertCreationFails(
                new NewTopic("already-there", 1, (short) 1), TopicExistsException.class);
        assertCreationFails(new NewTopic("no/slash", 1, (short) 1), InvalidTopicException.class);
        assertCreationFails(new NewTopic("..", 1, (short) 1), InvalidTopicException.class);
        assertCreationFails(new NewTopic("", 1, (short) 1), InvalidTopicException.class);
        assertCreationFails(
                new NewTopic("x".repeat(250), 1, (short) 1), InvalidTopicException.class);
        assertCreationFails(
                new NewTopic("no-partition", 0, (short) 1), InvalidPartitionsException.class);
        assertCreationFails(
                new NewTopic("two-replicas", 1, (short) 2),
                InvalidReplicationFactorException.class);
        assertCreationFails(
                new NewTopic("no-such-key", 1, (short) 1).configs(Map.of("no.such.key", "1")),
                InvalidConfigurationException.class);
        assertCreationFails(
                new NewTopic("no-number", 1, (short) 1).configs(Map.of("segment.bytes", "many")),
                InvalidConfigurationException.class);
        assertThat(JavaClients.await(admin.listTopics().names()))
                .doesNotContain("no-partition", "two-replicas", "no-such-key", "no-number");
    }

    @Test
    void aDeletedTopicIsGoneAndItsNameIsFree() {
        Uuid before = create("deleted", 2, Map.of());
        JavaClients.write(server.bootstrap(), "deleted", Codec.NONE, Flights.rows().subList(0, 99));

        JavaClients.await(admin.deleteTopics(List.of("deleted")).all());

        awaitNotListed("deleted");
        assertThatThrownBy(() -> describe("deleted"))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        Uuid after = create("deleted", 2, Map.of());
        assertThat(after).isNotEqualTo(before);
        assertThat(JavaClients.read(server.bootstrap(), "deleted")).isEmpty();
    }

    @Test
    void aTopicIsDeletedByItsId() {
        Uuid id = create("deleted-by-id", 1, Map.of());

        JavaClients.await(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all());

        awaitNotListed("deleted-by-id");
    }

    @Test
    void whatDoesNotExistIsNeitherDescribedNorDeleted() {
        Uuid nobody = new Uuid(4711, 4711);

        assertThatThrownBy(() -> describe("nobody"))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        assertThatThrownBy(() -> JavaClients.await(admin.deleteTopics(List.of("nobody")).all()))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        assertThatThrownBy(
                        () ->
                                JavaClients.await(
                                        admin.deleteTopics(
                                                        TopicCollection.ofTopicIds(List.of(nobody)))
                                                .all()))
                .hasCauseInstanceOf(UnknownTopicIdException.class);
    }

    @Test
    void aTopicsConfigurationTellsWhatWasSetFromWhatIsDefault() {
        create("configured", 1, Map.of("retention.ms", "123456", "segment.bytes", "2000000"));

        Config config = configOf(ConfigResource.Type.TOPIC, "configured");

        assertThat(config.get("retention.ms").value()).isEqualTo("123456");
        assertThat(config.get("retention.ms").source())
                .isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(config.get("segment.bytes").value()).isEqualTo("2000000");
        assertThat(config.get("max.message.bytes").value()).isEqualTo("1048588");
        assertThat(config.get("max.message.bytes").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
        assertThat(config.get("message.timestamp.type").value()).isEqualTo("CreateTime");
        assertThat(config.get("compression.type").value()).isEqualTo("producer");
    }

    @Test
    void aBrokersConfigurationIsDescribed() {
        Node only = JavaClients.await(admin.describeCluster().nodes()).iterator().next();

        Config config = configOf(ConfigResource.Type.BROKER, only.idString());

        assertThat(config.get("node.id").value()).isEqualTo(only.idString());
        assertThat(config.get("auto.create.topics.enable").value()).isEqualTo("true");
        assertThat(config.entries().stream().map(ConfigEntry::name))
                .contains("log.segment.bytes", "num.partitions", "message.max.bytes");
    }

    @Test
    void theConfigurationOfAnUnknownTopicIsRefused() {
        assertThatThrownBy(() -> configOf(ConfigResource.Type.TOPIC, "nobody"))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void theClusterIsOneNodeAtThePortThatClientsUse() {
        DescribeClusterResult cluster = admin.describeCluster();

        Collection<Node> nodes = JavaClients.await(cluster.nodes());

        assertThat(nodes).hasSize(1);
        assertThat(nodes.iterator().next().host()).isIn("127.0.0.1", "localhost");
        assertThat(nodes.iterator().next().port()).isEqualTo(server.port());
        assertThat(JavaClients.await(cluster.controller())).isEqualTo(nodes.iterator().next());
        assertThat(JavaClients.await(cluster.clusterId())).isNotBlank();
    }

    @Test
    void aProducerCreatesTheTopicThatItWritesTo() {
        JavaClients.write(
                server.bootstrap(), "made-by-producer", Codec.NONE, Flights.rows().subList(0, 10));

        List<StoredRow> stored = JavaClients.read(server.bootstrap(), "made-by-producer");

        assertThat(stored).hasSize(10);
        assertThat(describe("made-by-producer").partitions()).hasSize(1);
    }

    @Test
    void clientsOfTheOldestMetadataVersionsCreateTheTopicThatTheyAskFor() {
        RowWriter.PYTHON_2_0_2.write(server.bootstrap(), "made-by-old-python", Codec.NONE);

        List<StoredRow> stored = JavaClients.read(server.bootstrap(), "made-by-old-python");

        ReadBack.assertIsWhatWasWritten(Flights.rows(), stored);
    }

    @Test
    void aClientThatForbidsItCreatesNoTopicByAsking() {
        try (KafkaConsumer<String, String> consumer =
                JavaClients.consumer(server.bootstrap(), Map.of())) {
            assertThat(consumer.partitionsFor("not-made", Duration.ofSeconds(2))).isEmpty();
        }

        assertThat(JavaClients.await(admin.listTopics().names())).doesNotContain("not-made");
    }

    @Test
    void topicsIdsAndConfigurationsSurviveAKill() {
        Uuid id = create("kept", 4, Map.of("retention.ms", "77777"));
        create("not-kept", 1, Map.of());
        JavaClients.await(admin.deleteTopics(List.of("not-kept")).all());
        awaitNotListed("not-kept");
        String cluster = JavaClients.await(admin.describeCluster().clusterId());

        server.kill();
        server.restart();
        JavaClients.awaitServed(admin, "kept", 4);

        assertThat(describe("kept").topicId()).isEqualTo(id);
        assertThat(describe("kept").partitions()).hasSize(4);
        assertThat(configOf(ConfigResource.Type.TOPIC, "kept").get("retention.ms").value())
                .isEqualTo("77777");
        assertThat(JavaClients.await(admin.listTopics().names())).doesNotContain("not-kept");
        assertThat(JavaClients.await(admin.describeCluster().clusterId())).isEqualTo(cluster);
    }

    @Test
    void topicNamesAreBytesOfTheLegalAlphabetAndNothingElse() {
        String longest = "Az09._-".repeat(35) + "abcd";
        assertThat(longest.getBytes(UTF_8)).hasSize(249);

        create(longest, 1, Map.of());

        assertThat(describe(longest).name()).isEqualTo(longest);
    }

    private Uuid create(String topic, int partitionCount, Map<String, String> configs) {
        JavaClients.createTopic(server.bootstrap(), topic, partitionCount, configs);
        return describe(topic).topicId();
    }

    private TopicDescription describe(String topic) {
        return Objects.requireNonNull(
                JavaClients.await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
    }

    private Config configOf(ConfigResource.Type type, String name) {
        ConfigResource resource = new ConfigResource(type, name);
        return Objects.requireNonNull(
                JavaClients.await(admin.describeConfigs(List.of(resource)).all()).get(resource));
    }

    private void assertCreationFails(NewTopic topic, Class<? extends Exception> reason) {
        assertThatThrownBy(() -> JavaClients.await(admin.createTopics(List.of(topic)).all()))
                .as("creation of %s", topic)
                .hasCauseInstanceOf(reason);
    }

    private void awaitNotListed(String topic) {
        Awaitility.await(topic + " is no longer listed")
                .atMost(SETTLED_WITHIN)
                .until(() -> !JavaClients.await(admin.listTopics().names()).contains(topic));
    }
}
