package strata.apps.play;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka's own clients with what layer 5 gives them: producer ids, transactions, committed reads.
 */
final class TransactionClients {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PlayNode node;

    TransactionClients(PlayNode node) {
        this.node = node;
    }

    /** As anybody makes one: a producer id, acks=all, five requests in flight, all by default. */
    KafkaProducer<String, String> usualProducer() {
        return new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
    }

    KafkaProducer<String, String> transactionalProducer(String transactionalId) {
        Map<String, Object> settings = settings();
        settings.put("transactional.id", transactionalId);
        settings.put("max.block.ms", PATIENCE.toMillis());
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** A member of a group that sees what is committed, and commits nothing itself. */
    KafkaConsumer<String, String> committedMember(String group) {
        Map<String, Object> settings = settings();
        settings.put("group.id", group);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("max.poll.records", 50);
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    /** Key and value of all that a topic of one partition holds for such readers. */
    List<Map.Entry<String, String>> readAll(String topic, String isolation) {
        Map<String, Object> settings = settings();
        settings.put("isolation.level", isolation);
        settings.put("enable.auto.commit", false);
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        List<Map.Entry<String, String>> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) < end) {
                node.requireAlive();
                Patience.require(
                        System.nanoTime() < deadline,
                        "reading %s: offset %d was not reached within %d s"
                                .formatted(topic, end, PATIENCE.toSeconds()));
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    read.add(Map.entry(String.valueOf(record.key()), record.value()));
                }
            }
        }
        return read;
    }

    /** What the leader of a topic's partition 0 knows of its producers. */
    List<ProducerState> producersOf(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(settings())) {
            PartitionProducerState state =
                    await(
                            admin.describeProducers(List.of(partition)).partitionResult(partition),
                            "asking for the producers of " + topic);
            return state.activeProducers();
        }
    }

    /** What its coordinator knows of a transactional id. */
    TransactionDescription transaction(String transactionalId) {
        try (Admin admin = Admin.create(settings())) {
            return await(
                    admin.describeTransactions(List.of(transactionalId))
                            .description(transactionalId),
                    "asking for the transaction of " + transactionalId);
        }
    }

    private <T> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            node.requireAlive();
            throw new PlayFault(
                    PlayFault.FAILED,
                    what + ": no answer within " + PATIENCE.toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            node.requireAlive();
            throw new PlayFault(PlayFault.FAILED, what + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
        }
    }

    /** How often each key is there. */
    static Map<String, Integer> timesByKey(List<Map.Entry<String, String>> records) {
        Map<String, Integer> times = new LinkedHashMap<>();
        records.forEach(record -> times.merge(record.getKey(), 1, Integer::sum));
        return times;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", node.bootstrap());
        return settings;
    }
}
