package strata.apps.play;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's own clients, as any program uses them, against the node of the story. */
final class Clients {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LOOK_MS = 50;

    private final PlayNode node;
    private final String topic;

    Clients(PlayNode node, String topic) {
        this.node = node;
        this.topic = topic;
    }

    /** Loads the clients' classes while the node starts; they take as long as it does. */
    static void warmUp() {
        Thread thread =
                new Thread(
                        () -> {
                            // Nobody listens there, and nobody is asked anything.
                            Map<String, Object> settings = new HashMap<>();
                            settings.put("bootstrap.servers", "127.0.0.1:1");
                            settings.put("enable.idempotence", false);
                            try (KafkaProducer<String, String> producer =
                                            new KafkaProducer<>(
                                                    settings,
                                                    new StringSerializer(),
                                                    new StringSerializer());
                                    Admin admin = Admin.create(settings)) {
                                producer.flush();
                                admin.metrics();
                            }
                        },
                        "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    void createTopic(int partitionCount) {
        createTopic(partitionCount, Map.of());
    }

    void createTopic(int partitionCount, Map<String, String> configs) {
        create(new NewTopic(topic, partitionCount, (short) 1).configs(configs));
    }

    /** A topic of one partition with so many copies. */
    void createTopicWithCopies(int replicationFactor, Map<String, String> configs) {
        create(new NewTopic(topic, 1, (short) replicationFactor).configs(configs));
    }

    /** A topic of so many partitions with so many copies. */
    void createTopicWithCopies(
            int partitionCount, int replicationFactor, Map<String, String> configs) {
        create(new NewTopic(topic, partitionCount, (short) replicationFactor).configs(configs));
    }

    /** The node that coordinates a group. */
    int coordinatorOf(String group) {
        try (Admin admin = Admin.create(settings())) {
            return await(
                            Objects.requireNonNull(
                                    admin.describeConsumerGroups(List.of(group))
                                            .describedGroups()
                                            .get(group)),
                            "asking who coordinates " + group)
                    .coordinator()
                    .id();
        }
    }

    /** How many records a group has yet to read. */
    long lagOf(String group, int partitionCount) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(settings())) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    await(
                            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                            "asking what " + group + " has committed");
            var latest = await(admin.listOffsets(ends).all(), "asking where " + topic + " ends");
            return latest.entrySet().stream()
                    .mapToLong(
                            end -> {
                                OffsetAndMetadata offset = committed.get(end.getKey());
                                return end.getValue().offset()
                                        - (offset == null ? 0 : offset.offset());
                            })
                    .sum();
        }
    }

    /**
     * A member of a group.
     *
     * @param others beyond what members of all groups here have
     */
    KafkaConsumer<String, String> member(String group, Map<String, String> others) {
        Map<String, Object> settings = settings();
        settings.put("group.id", group);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("default.api.timeout.ms", 15_000);
        settings.put("request.timeout.ms", 10_000);
        settings.putAll(others);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private void create(NewTopic wanted) {
        try (Admin admin = Admin.create(settings())) {
            await(admin.createTopics(List.of(wanted)).all(), "creating the topic " + topic);
        }
    }

    /** Partition 0, as the cluster tells it. */
    TopicPartitionInfo describe() {
        try (Admin admin = Admin.create(settings())) {
            TopicDescription described =
                    await(
                            Objects.requireNonNull(
                                    admin.describeTopics(List.of(topic))
                                            .topicNameValues()
                                            .get(topic)),
                            "asking who leads " + topic);
            return described.partitions().get(0);
        }
    }

    /** One that waits for all copies, and sends again for a minute what is not acknowledged. */
    KafkaProducer<String, String> patientProducer() {
        Map<String, Object> settings = settings();
        // Producer ids come with layer 5.
        settings.put("enable.idempotence", false);
        settings.put("acks", "all");
        settings.put("max.in.flight.requests.per.connection", 1);
        settings.put("delivery.timeout.ms", 60_000);
        settings.put("request.timeout.ms", 5_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    KafkaProducer<String, String> producer(String compression) {
        Map<String, Object> settings = settings();
        settings.put("compression.type", compression);
        // Producer ids come with layer 5.
        settings.put("enable.idempotence", false);
        settings.put("acks", "all");
        // So that the records of one flush travel in one batch.
        settings.put("linger.ms", 100);
        settings.put("request.timeout.ms", 10_000);
        settings.put("delivery.timeout.ms", 15_000);
        settings.put("max.block.ms", 15_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** Writes records; gives them with the offsets that they got. */
    List<PlayRecord> write(KafkaProducer<String, String> producer, List<PlayRecord> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (PlayRecord record : records) {
            ProducerRecord<String, String> message =
                    new ProducerRecord<>(
                            topic,
                            record.partition(),
                            record.key().isEmpty() ? null : record.key(),
                            record.value());
            for (String header : record.headers()) {
                String[] pair = header.split("=", 2);
                message.headers().add(pair[0], pair[1].getBytes(StandardCharsets.UTF_8));
            }
            sent.add(send(producer, message));
        }
        List<PlayRecord> written = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            RecordMetadata metadata = await(sent.get(i), "writing " + records.get(i).text());
            written.add(records.get(i).at(metadata.offset()));
        }
        return written;
    }

    private Future<RecordMetadata> send(
            KafkaProducer<String, String> producer, ProducerRecord<String, String> message) {
        try {
            return producer.send(message);
        } catch (KafkaException e) {
            node.requireAlive();
            throw refused("writing a record", e);
        }
    }

    /** Writes values with times of their own to partition 0; gives the offsets that they got. */
    List<Long> writeAt(List<Long> timestampsMs, List<String> values) {
        List<Long> offsets = new ArrayList<>();
        try (KafkaProducer<String, String> producer = producer("none")) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                sent.add(
                        send(
                                producer,
                                new ProducerRecord<>(
                                        topic, 0, timestampsMs.get(i), null, values.get(i))));
            }
            for (Future<RecordMetadata> each : sent) {
                offsets.add(await(each, "writing a record").offset());
            }
        }
        return offsets;
    }

    /** The first record of partition 0 at or after an offset; empty when none comes. */
    Optional<ConsumerRecord<String, String>> readFrom(long offset) {
        return ask(
                "reading from offset " + offset,
                consumer -> {
                    consumer.seek(partition(), offset);
                    long deadline = System.nanoTime() + PATIENCE.toNanos();
                    while (System.nanoTime() < deadline) {
                        node.requireAlive();
                        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                            return Optional.of(record);
                        }
                    }
                    return Optional.empty();
                });
    }

    /** The offset of the first record of partition 0 at or after a time; -1 when there is none. */
    long offsetAt(long timestampMs) {
        return ask(
                "asking for the offset of a time",
                consumer ->
                        Optional.ofNullable(
                                        consumer.offsetsForTimes(Map.of(partition(), timestampMs))
                                                .get(partition()))
                                .map(OffsetAndTimestamp::offset)
                                .orElse(-1L));
    }

    /** The first offset that partition 0 still has. */
    long logStartOffset() {
        return ask(
                "asking for the first offset",
                consumer -> consumer.beginningOffsets(List.of(partition())).get(partition()));
    }

    private TopicPartition partition() {
        return new TopicPartition(topic, 0);
    }

    private <T> T ask(String what, Function<KafkaConsumer<String, String>, T> question) {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.assign(List.of(partition()));
            return question.apply(consumer);
        } catch (KafkaException e) {
            node.requireAlive();
            throw refused(what, e);
        }
    }

    /** Reads a topic from its beginning until so many records came, or patience ends. */
    List<PlayRecord> readAll(int partitionCount, int count) {
        List<PlayRecord> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            List<TopicPartition> partitions =
                    IntStream.range(0, partitionCount)
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (read.size() < count && System.nanoTime() < deadline) {
                node.requireAlive();
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    read.add(recordOf(record));
                }
            }
        } catch (KafkaException e) {
            node.requireAlive();
            throw refused("reading the topic " + topic, e);
        }
        return read;
    }

    /** One that reads by hand-assigned partitions, as groups come with layer 4. */
    KafkaConsumer<String, String> consumer() {
        Map<String, Object> settings = settings();
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("default.api.timeout.ms", 15_000);
        settings.put("request.timeout.ms", 10_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    static PlayRecord recordOf(ConsumerRecord<String, String> record) {
        List<String> headers = new ArrayList<>();
        record.headers()
                .forEach(
                        header ->
                                headers.add(
                                        header.key()
                                                + "="
                                                + new String(
                                                        header.value(), StandardCharsets.UTF_8)));
        return new PlayRecord(
                record.partition(),
                record.offset(),
                record.key() == null ? "" : record.key(),
                record.value(),
                headers);
    }

    /** Waits for what a client does, as long as the node lives. */
    private <T> T await(Future<T> future, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return future.get(LOOK_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                node.requireAlive();
                if (System.nanoTime() > deadline) {
                    throw new PlayFault(
                            PlayFault.FAILED,
                            what + ": no answer within " + PATIENCE.toSeconds() + " s",
                            e);
                }
            } catch (ExecutionException e) {
                node.requireAlive();
                throw refused(what, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
            }
        }
    }

    private static PlayFault refused(String what, Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        return new PlayFault(
                PlayFault.FAILED,
                what + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                fault);
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", node.bootstrap());
        return settings;
    }
}
