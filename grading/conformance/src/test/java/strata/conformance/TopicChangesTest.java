package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Topics that are changed while they are there, as the Java Admin client does it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TopicChangesTest {

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);

    private ServerUnderTest server;
    private Admin admin;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("topic-changes");
        admin = JavaClients.admin(server.bootstrap());
    }

    @AfterAll
    void stopTheServer() {
        admin.close();
        server.close();
    }

    @Test
    void aKeyIsSetAndTakenBack() {
        create("set", 1, Map.of());

        change("set", op("retention.ms", "123456", OpType.SET));

        ConfigEntry set = awaitConfig("set", "retention.ms", "123456");
        assertThat(set.source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(set.isDefault()).isFalse();
        assertThat(set.synonyms().getFirst().name()).isEqualTo("retention.ms");
        assertThat(set.synonyms().getFirst().value()).isEqualTo("123456");
        assertThat(set.synonyms().getFirst().source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);

        change("set", op("retention.ms", "", OpType.DELETE));

        Awaitility.await("the key is the default again")
                .atMost(SETTLED_WITHIN)
                .until(
                        () ->
                                config("set", "retention.ms").source()
                                        != ConfigSource.DYNAMIC_TOPIC_CONFIG);
    }

    @Test
    void elementsAreAddedToAListAndTakenFromIt() {
        create("list", 1, Map.of());

        change("list", op("cleanup.policy", "compact", OpType.APPEND));
        awaitConfig("list", "cleanup.policy", "delete,compact");
        change("list", op("cleanup.policy", "compact", OpType.APPEND));
        assertThat(config("list", "cleanup.policy").value()).isEqualTo("delete,compact");
        change("list", op("cleanup.policy", "delete", OpType.SUBTRACT));
        awaitConfig("list", "cleanup.policy", "compact");
        change("list", op("cleanup.policy", " delete ,compact", OpType.SET));

        awaitConfig("list", "cleanup.policy", "delete,compact");
    }

    @Test
    void aChangeThatIsOnlyValidatedChangesNothing() {
        create("validated", 1, Map.of());

        JavaClients.await(
                admin.incrementalAlterConfigs(
                                Map.of(
                                        topic("validated"),
                                        List.of(op("flush.ms", "5", OpType.SET))),
                                new AlterConfigsOptions().validateOnly(true))
                        .all());
        change("validated", op("segment.ms", "7777777", OpType.SET));

        awaitConfig("validated", "segment.ms", "7777777");
        assertThat(config("validated", "flush.ms").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
    }

    @Test
    void changesThatCannotBeAreRefusedInTheSameWords() {
        create("refused", 1, Map.of("flush.ms", "77"));

        assertRefused("Unknown topic config name: no.such.key", op("no.such.key", "1", OpType.SET));
        assertRefused(
                "Invalid value soon for configuration retention.ms: Not a number of type LONG",
                op("retention.ms", "soon", OpType.SET),
                op("flush.ms", "1", OpType.SET));
        assertRefused(
                "Invalid value 1 for configuration segment.bytes: Value must be at least 1048576",
                op("segment.bytes", "1", OpType.SET));
        assertRefused(
                "Invalid value shred for configuration cleanup.policy: String must be one of:"
                        + " compact, delete",
                op("cleanup.policy", "shred", OpType.APPEND));
        assertRefused(
                "Can't SUBTRACT to key retention.ms because its type is not LIST.",
                op("retention.ms", "1", OpType.SUBTRACT));
        assertRefused(
                "Invalid value 1.5 for configuration min.cleanable.dirty.ratio: Value must be no"
                        + " more than 1",
                op("min.cleanable.dirty.ratio", "1.5", OpType.SET));
        assertRefused(
                "Invalid value maybe for configuration preallocate: Expected value to be either"
                        + " true or false",
                op("preallocate", "maybe", OpType.SET));
        assertRefused(
                "Invalid value 77 for configuration compression.gzip.level: Value must be between"
                        + " 1 and 9 or equal to -1",
                op("compression.gzip.level", "77", OpType.SET));
        assertThat(config("refused", "flush.ms").value()).isEqualTo("77");
    }

    @Test
    void whatIsNotThereIsNotChanged() {
        assertThatThrownBy(() -> change("nobody", op("flush.ms", "5", OpType.SET)))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class)
                .hasMessageContaining("The topic 'nobody' does not exist.");
    }

    @Test
    void aKeyThatOnlyAStartCanSetIsNotChangedOnABroker() {
        String self =
                JavaClients.await(admin.describeCluster().nodes()).iterator().next().idString();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, self);

        assertThatThrownBy(
                        () ->
                                JavaClients.await(
                                        admin.incrementalAlterConfigs(
                                                        Map.of(
                                                                broker,
                                                                List.of(
                                                                        op(
                                                                                "log.dirs",
                                                                                "/x",
                                                                                OpType.SET))))
                                                .all()))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Cannot update these configs dynamically: [log.dirs]");
    }

    @Test
    void aTopicGrowsAndItsNewPartitionsAreWrittenTo() {
        create("grown", 2, Map.of());
        JavaClients.write(server.bootstrap(), "grown", Codec.NONE, Flights.rows().subList(0, 100));

        JavaClients.await(
                admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(5))).all());

        JavaClients.awaitServed(admin, "grown", 5);
        JavaClients.write(
                server.bootstrap(), "grown", Codec.ZSTD, Flights.rows().subList(100, 600));
        List<StoredRow> stored = JavaClients.read(server.bootstrap(), "grown");
        assertThat(stored).hasSize(600);
        assertThat(stored.stream().map(StoredRow::partition).distinct().sorted().toList())
                .containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void partitionsThatCannotBeAreRefusedInTheSameWords() {
        create("not-grown", 2, Map.of());

        assertNotGrown(
                NewPartitions.increaseTo(2),
                InvalidPartitionsException.class,
                "Topic already has 2 partition(s).");
        assertNotGrown(
                NewPartitions.increaseTo(1),
                InvalidPartitionsException.class,
                "The topic not-grown currently has 2 partition(s); 1 would not be an increase.");
        assertNotGrown(
                NewPartitions.increaseTo(3, List.of(List.of(1), List.of(1))),
                InvalidReplicaAssignmentException.class,
                "Attempted to add 1 additional partition(s), but only 2 assignment(s) were"
                        + " specified.");
        assertNotGrown(
                NewPartitions.increaseTo(3, List.of(List.of(99))),
                InvalidReplicaAssignmentException.class,
                "The manual partition assignment includes broker 99, but no such broker is"
                        + " registered.");
        JavaClients.await(
                admin.createPartitions(
                                Map.of("not-grown", NewPartitions.increaseTo(9)),
                                new CreatePartitionsOptions().validateOnly(true))
                        .all());
        assertThat(partitionCount("not-grown")).isEqualTo(2);
    }

    @Test
    void whatIsOnDiskIsDescribedWithItsSize() {
        create("on-disk", 3, Map.of());
        JavaClients.write(
                server.bootstrap(), "on-disk", Codec.NONE, Flights.rows().subList(0, 300));

        Map<String, LogDirDescription> described = logDirs();

        assertThat(described).hasSize(1);
        LogDirDescription directory = described.values().iterator().next();
        assertThat(directory.error()).isNull();
        assertThat(Path.of(described.keySet().iterator().next()).normalize())
                .isEqualTo(server.dataDirectory().toAbsolutePath().normalize());
        long totalBytes = directory.totalBytes().orElseThrow();
        assertThat(totalBytes).isPositive();
        assertThat(directory.usableBytes().orElseThrow()).isBetween(1L, totalBytes);
        for (int partition = 0; partition < 3; partition++) {
            ReplicaInfo replica =
                    Objects.requireNonNull(
                            directory.replicaInfos().get(new TopicPartition("on-disk", partition)));
            assertThat(replica.offsetLag()).isZero();
            assertThat(replica.isFuture()).isFalse();
            Path log =
                    server.dataDirectory()
                            .resolve("on-disk-" + partition)
                            .resolve("00000000000000000000.log");
            assertThat(log).hasSize(replica.size());
        }
        assertThat(directory.replicaInfos().keySet().stream().map(TopicPartition::topic))
                .doesNotContain("__cluster_metadata");
    }

    @Test
    void changesSurviveAKill() {
        create("kept-changes", 1, Map.of("flush.ms", "5"));
        change(
                "kept-changes",
                op("retention.ms", "77777", OpType.SET),
                op("flush.ms", "", OpType.DELETE));
        JavaClients.await(
                admin.createPartitions(Map.of("kept-changes", NewPartitions.increaseTo(3))).all());

        server.kill();
        server.restart();
        JavaClients.awaitServed(admin, "kept-changes", 3);

        assertThat(config("kept-changes", "retention.ms").value()).isEqualTo("77777");
        assertThat(config("kept-changes", "flush.ms").source())
                .isEqualTo(ConfigSource.DEFAULT_CONFIG);
    }

    private void create(String topic, int partitionCount, Map<String, String> configs) {
        JavaClients.createTopic(server.bootstrap(), topic, partitionCount, configs);
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static AlterConfigOp op(String key, String value, OpType type) {
        return new AlterConfigOp(new ConfigEntry(key, value), type);
    }

    private void change(String topic, AlterConfigOp... ops) {
        JavaClients.await(
                admin.incrementalAlterConfigs(Map.of(topic(topic), Arrays.asList(ops))).all());
    }

    private void assertRefused(String why, AlterConfigOp... ops) {
        assertThatThrownBy(() -> change("refused", ops))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .cause()
                .hasMessage(why);
    }

    private void assertNotGrown(
            NewPartitions partitions, Class<? extends Exception> reason, String why) {
        KafkaFuture<Void> answer = admin.createPartitions(Map.of("not-grown", partitions)).all();
        assertThatThrownBy(() -> JavaClients.await(answer))
                .hasCauseInstanceOf(reason)
                .cause()
                .hasMessage(why);
    }

    private ConfigEntry config(String topic, String key) {
        Map<ConfigResource, Config> described =
                JavaClients.await(
                        admin.describeConfigs(
                                        List.of(topic(topic)),
                                        new DescribeConfigsOptions().includeSynonyms(true))
                                .all());
        return Objects.requireNonNull(described.get(topic(topic))).get(key);
    }

    /** Kafka's brokers hear of a change a little after the controller has answered. */
    private ConfigEntry awaitConfig(String topic, String key, String value) {
        Awaitility.await(key + " of " + topic + " is " + value)
                .atMost(SETTLED_WITHIN)
                .until(() -> config(topic, key).value().equals(value));
        return config(topic, key);
    }

    private int partitionCount(String topic) {
        return Objects.requireNonNull(
                        JavaClients.await(admin.describeTopics(List.of(topic)).allTopicNames())
                                .get(topic))
                .partitions()
                .size();
    }

    private Map<String, LogDirDescription> logDirs() {
        int self = JavaClients.await(admin.describeCluster().nodes()).iterator().next().id();
        return Objects.requireNonNull(
                JavaClients.await(admin.describeLogDirs(List.of(self)).allDescriptions())
                        .get(self));
    }
}
