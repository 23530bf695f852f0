package strata.apps.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** What a scenario writes to. */
final class Topics {
    private static final short REPLICATION_FACTOR = 1;
    // A thousand directories take a while.
    private static final long ANSWER_SECONDS_MAX = 600;

    private Topics() {}

    static void create(int port, String topic, int partitionCount) {
        create(port, topic, partitionCount, Map.of());
    }

    static void create(
            int port, String topic, int partitionCount, Map<String, String> configuration) {
        create(port, topic, partitionCount, REPLICATION_FACTOR, configuration);
    }

    /** A topic of as many partitions and replicas as the target has. */
    static void create(int port, String topic, Target target) {
        create(
                port,
                topic,
                target.partitionCount(),
                target.replicationFactor(),
                target.topicSettings());
    }

    /** Waits until so many brokers serve. */
    static void awaitBrokers(int port, int count) {
        while (ask(port, "name its nodes", admin -> admin.describeCluster().nodes()).size()
                < count) {
            RunningBroker.pause(5);
        }
    }

    /** The node that leads the first partition of a topic. */
    static int leader(int port, String topic) {
        return Objects.requireNonNull(
                        ask(
                                        port,
                                        "describe " + topic,
                                        admin ->
                                                admin.describeTopics(List.of(topic))
                                                        .allTopicNames())
                                .get(topic))
                .partitions()
                .get(0)
                .leader()
                .id();
    }

    private static void create(
            int port,
            String topic,
            int partitionCount,
            short replicationFactor,
            Map<String, String> configuration) {
        ask(
                port,
                "create a topic",
                admin ->
                        admin.createTopics(
                                        List.of(
                                                new NewTopic(
                                                                topic,
                                                                partitionCount,
                                                                replicationFactor)
                                                        .configs(configuration)))
                                .all());
    }

    /** Sets one key of a topic's configuration. */
    static void configure(int port, String topic, String key, String value) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        ask(
                port,
                "set " + key,
                admin -> admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }

    /** The sum of the end offsets of a topic's partitions. */
    static long endOffsets(int port, String topic, int partitionCount) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        Map<TopicPartition, OffsetSpec> latest = new java.util.LinkedHashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return ask(port, "list offsets", admin -> admin.listOffsets(latest).all()).values().stream()
                .mapToLong(result -> result.offset())
                .sum();
    }

    private interface Question<T> {
        KafkaFuture<T> of(Admin admin);
    }

    private static <T> T ask(int port, String what, Question<T> question) {
        int answerMsMax = (int) TimeUnit.SECONDS.toMillis(ANSWER_SECONDS_MAX);
        Map<String, Object> configuration =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        "127.0.0.1:" + port,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        answerMsMax,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        answerMsMax);
        try (Admin admin = Admin.create(configuration)) {
            return question.of(admin).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BenchFault(
                    "the broker on port " + port + " did not " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BenchFault("the broker on port " + port + " did not " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault("interrupted", e);
        }
    }
}
