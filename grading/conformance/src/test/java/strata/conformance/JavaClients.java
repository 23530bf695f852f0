package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** kafka-clients, set up so that a lost or repeated record is the server's. */
final class JavaClients {

    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

    private JavaClients() {}

    /** An Admin client; every call of it may take 20 seconds. */
    static Admin admin(String bootstrap) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("default.api.timeout.ms", "20000");
        properties.put("request.timeout.ms", "10000");
        return Admin.create(properties);
    }

    /**
     * Creates a topic and returns when each of its partitions is served. Apache Kafka acknowledges
     * the creation a moment before its broker leads the partitions; a client that writes at once
     * may have its first requests refused, and librdkafka then sends them again out of order.
     *
     * <p>Nothing is deleted for its age: many records here have times of long ago.
     */
    static void createTopic(
            String bootstrap, String topic, int partitionCount, Map<String, String> configs) {
        try (Admin admin = admin(bootstrap)) {
            Map<String, String> all = new LinkedHashMap<>(Map.of("retention.ms", "-1"));
            all.putAll(configs);
            NewTopic wanted = new NewTopic(topic, partitionCount, (short) 1).configs(all);
            await(admin.createTopics(List.of(wanted)).all());
            awaitServed(admin, topic, partitionCount);
        }
    }

    /** Returns when each of the partitions answers where it begins. */
    static void awaitServed(Admin admin, String topic, int partitionCount) {
        Map<TopicPartition, OffsetSpec> beginnings =
                IntStream.range(0, partitionCount)
                        .mapToObj(p -> new TopicPartition(topic, p))
                        .collect(Collectors.toMap(p -> p, p -> OffsetSpec.earliest()));
        Awaitility.await("every partition of " + topic + " is served")
                .atMost(SERVED_WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> await(admin.listOffsets(beginnings).all()) != null);
    }

    /** Returns when each of the partitions answers where it begins. */
    static void awaitServed(String bootstrap, String topic, int partitionCount) {
        try (Admin admin = admin(bootstrap)) {
            awaitServed(admin, topic, partitionCount);
        }
    }

    /**
     * Returns when the coordinators of transactional ids answer, which know nothing of them yet.
     * Their topic is made when the first one is looked for.
     */
    static void awaitTransactions(String bootstrap, List<String> unknown) {
        try (Admin admin = admin(bootstrap)) {
            DescribeTransactionsResult described = admin.describeTransactions(unknown);
            for (String id : unknown) {
                assertThat(described.description(id).toCompletionStage())
                        .failsWithin(SERVED_WITHIN)
                        .withThrowableThat()
                        .withCauseInstanceOf(TransactionalIdNotFoundException.class);
            }
        }
    }

    /** The id that the server gave to a topic. */
    static Uuid topicId(String bootstrap, String topic) {
        try (Admin admin = admin(bootstrap)) {
            var described = admin.describeTopics(List.of(topic)).topicNameValues();
            return await(Objects.requireNonNull(described.get(topic))).topicId();
        }
    }

    /**
     * A producer as it is by default, so idempotent, that tells within half a minute what became of
     * a record; {@code more} overrides.
     */
    static KafkaProducer<String, String> producer(String bootstrap, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("delivery.timeout.ms", "30000");
        properties.put("request.timeout.ms", "20000");
        properties.putAll(more);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    /** A consumer without a group; {@code more} overrides. */
    static KafkaConsumer<String, String> consumer(String bootstrap, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("max.poll.records", "5000");
        properties.put("allow.auto.create.topics", "false");
        properties.putAll(more);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    /** Writes {@code rows} and returns when each is acknowledged. */
    static void write(String bootstrap, String topic, Codec codec, List<Flights.Row> rows) {
        try (KafkaProducer<String, String> producer =
                producer(bootstrap, Map.of("compression.type", codec.id()))) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Flights.Row row : rows) {
                sent.add(producer.send(new ProducerRecord<>(topic, row.key(), row.value())));
            }
            sent.forEach(JavaClients::await);
        }
    }

    /** Reads a topic from its beginning to what is its end now, in the order of the polls. */
    static List<StoredRow> read(String bootstrap, String topic) {
        return read(bootstrap, topic, Map.of());
    }

    /** The same by a consumer of more configuration. */
    static List<StoredRow> read(String bootstrap, String topic, Map<String, String> more) {
        try (KafkaConsumer<String, String> consumer = consumer(bootstrap, more)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream().map(JavaClients::partition).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<StoredRow> stored = new ArrayList<>();
            long lastNs = System.nanoTime();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                List<StoredRow> polled = poll(consumer);
                if (!polled.isEmpty()) {
                    lastNs = System.nanoTime();
                } else if (System.nanoTime() - lastNs > SILENCE_MAX.toNanos()) {
                    throw new AssertionError("nothing came of " + topic + " before " + ends);
                }
                stored.addAll(polled);
            }
            return stored;
        }
    }

    /** One poll of at most 200 ms. */
    static List<StoredRow> poll(KafkaConsumer<String, String> consumer) {
        List<StoredRow> rows = new ArrayList<>();
        consumer.poll(Duration.ofMillis(200)).forEach(record -> rows.add(stored(record)));
        return rows;
    }

    /** Waits for an answer; an error answer fails the test with its cause. */
    static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the server refused: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static StoredRow stored(ConsumerRecord<String, String> record) {
        return new StoredRow(
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value());
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }
}
