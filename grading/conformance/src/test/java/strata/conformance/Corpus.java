package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics of one partition whose logs have everything in them, in many small segments: all codecs,
 * headers, absent and empty keys and values, times that fall, tombstones, control batches. The rows
 * are flights.
 *
 * @param server where they are
 * @param prefix of the topics' names
 */
record Corpus(ServerUnderTest server, String prefix) {

    /** What makes a segment full after a few batches; {@code segment.bytes} is at least 1 MiB. */
    static final Map<String, String> SMALL_SEGMENTS =
            Map.of("segment.index.bytes", "96", "index.interval.bytes", "500");

    private static final long START_MS = 1_700_000_000_000L;
    private static final int BATCH_COUNT = 42;
    private static final int RECORDS_PER_BATCH = 5;
    private static final int KEY_COUNT = 7;

    /** The first offset that is left in {@link #trimmed}. */
    static final long TRIMMED_TO = 93;

    /** How many records {@link #append} writes to a topic that is not compacted. */
    static final int APPENDED_COUNT = BATCH_COUNT / 6 * RECORDS_PER_BATCH;

    /** The topics that any server with layer 2 can make. */
    List<String> topics() {
        return List.of(packed(), stamped(), trimmed(), compacted());
    }

    /** The topic with all codecs by turns, and with times that fall. */
    String packed() {
        return prefix + "packed";
    }

    /** The topic whose records carry the server's time. */
    String stamped() {
        return prefix + "stamped";
    }

    /** The topic whose first records were deleted, up to the middle of a segment. */
    String trimmed() {
        return prefix + "trimmed";
    }

    /** The topic of which each key's last record counts. */
    String compacted() {
        return prefix + "compacted";
    }

    /** The topic with transactions, ended either way. */
    String transactions() {
        return prefix + "transactions";
    }

    /** Creates all topics, empty. */
    void create() {
        createOn(server);
    }

    /** Creates all topics, empty, on another server. */
    void createOn(ServerUnderTest other) {
        topics().forEach(t -> JavaClients.createTopic(other.bootstrap(), t, 1, configs(t)));
    }

    private Map<String, String> configs(String topic) {
        Map<String, String> configs = new LinkedHashMap<>(SMALL_SEGMENTS);
        configs.put("file.delete.delay.ms", "100");
        if (topic.equals(stamped())) {
            configs.put("message.timestamp.type", "LogAppendTime");
        }
        if (topic.equals(compacted())) {
            configs.put("cleanup.policy", "compact");
            configs.put("min.cleanable.dirty.ratio", "0.01");
        }
        return configs;
    }

    /** Writes to every topic of {@link #topics}, and deletes the beginning of {@link #trimmed}. */
    void write() {
        write(packed(), 0);
        write(stamped(), 0);
        write(trimmed(), 0);
        deleteRecords(trimmed(), TRIMMED_TO);
        writeKeyed(compacted(), 0);
    }

    /** Writes some more batches to a topic. */
    void append(String topic) {
        if (topic.equals(compacted())) {
            writeKeyed(topic, 1);
        } else {
            write(topic, 1);
        }
    }

    void deleteRecords(String topic, long beforeOffset) {
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            JavaClients.await(
                    admin.deleteRecords(
                                    Map.of(
                                            new TopicPartition(topic, 0),
                                            RecordsToDelete.beforeOffset(beforeOffset)))
                            .all());
        }
    }

    private void write(String topic, int round) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < (round == 0 ? BATCH_COUNT : BATCH_COUNT / 6); i++) {
            long time = START_MS + ((long) round * BATCH_COUNT + i) * 1_000L;
            // One batch in eight is older than those before it.
            times.add(i % 8 == 7 ? time - 10_000 : time);
        }
        writeBatches(topic, times);
    }

    /**
     * Writes a batch for each time: with the codecs by turns, times that fall inside the batch,
     * headers, and absent or empty parts.
     */
    void writeBatches(String topic, List<Long> times) {
        List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
        for (Codec codec : Codec.values()) {
            producers.add(producer(codec, Map.of()));
        }
        for (int i = 0; i < times.size(); i++) {
            send(producers.get(i % producers.size()), topic, times.get(i), i);
        }
        producers.forEach(KafkaProducer::close);
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, long time, int number) {
        List<Future<?>> sent = new ArrayList<>();
        for (int j = 0; j < RECORDS_PER_BATCH; j++) {
            Flights.Row row = Flights.rows().get(number * RECORDS_PER_BATCH + j);
            byte[] key = row.key().getBytes(UTF_8);
            byte[] value = row.value().getBytes(UTF_8);
            ProducerRecord<byte[], byte[]> record =
                    switch (j) {
                        case 0 -> new ProducerRecord<>(topic, 0, time, null, value);
                        case 1 ->
                                new ProducerRecord<byte[], byte[]>(topic, 0, time + 200, key, null);
                        case 2 -> new ProducerRecord<>(topic, 0, time + 100, new byte[0], value);
                        default -> new ProducerRecord<>(topic, 0, time + 150, key, value);
                    };
            if (j == 3) {
                record.headers().add("row", new byte[] {(byte) number, 0, -1}).add("", null);
                record.headers().add("ключ", new byte[0]);
            }
            sent.add(producer.send(record));
        }
        producer.flush();
        sent.forEach(JavaClients::await);
    }

    /** Few keys, each written often and some deleted. */
    private void writeKeyed(String topic, int round) {
        try (KafkaProducer<byte[], byte[]> plain = producer(Codec.NONE, Map.of());
                KafkaProducer<byte[], byte[]> packed = producer(Codec.ZSTD, Map.of())) {
            for (int i = 0; i < BATCH_COUNT; i++) {
                KafkaProducer<byte[], byte[]> producer = i % 3 == 0 ? packed : plain;
                List<Future<?>> sent = new ArrayList<>();
                long time = START_MS + ((long) round * BATCH_COUNT + i) * 1_000L;
                for (int j = 0; j < RECORDS_PER_BATCH; j++) {
                    int number = i * RECORDS_PER_BATCH + j;
                    byte[] key = key(number).getBytes(UTF_8);
                    byte[] value = isTombstone(number) ? null : value(number).getBytes(UTF_8);
                    sent.add(producer.send(new ProducerRecord<>(topic, 0, time + j, key, value)));
                }
                producer.flush();
                sent.forEach(JavaClients::await);
            }
        }
    }

    /** What {@link #write()} leaves in {@link #compacted}: the last value of each key. */
    Map<String, String> lastValues() {
        Map<String, String> values = new LinkedHashMap<>();
        for (int number = 0; number < BATCH_COUNT * RECORDS_PER_BATCH; number++) {
            if (isTombstone(number)) {
                values.remove(key(number));
            } else {
                values.put(key(number), value(number));
            }
        }
        return values;
    }

    private static String key(int number) {
        return "key-" + number * 31 % KEY_COUNT + '-' + number / (14 * RECORDS_PER_BATCH);
    }

    private static String value(int number) {
        return Flights.rows().get(number).value();
    }

    private static boolean isTombstone(int number) {
        return number % 11 == 10;
    }

    /** Creates {@link #transactions}, empty, on any server. */
    void createTransactionsOn(ServerUnderTest other) {
        JavaClients.createTopic(other.bootstrap(), transactions(), 1, SMALL_SEGMENTS);
    }

    /** Makes and fills {@link #transactions}: two producers by turns, every third one aborted. */
    void writeTransactions() {
        createTransactionsOn(server);
        try (KafkaProducer<byte[], byte[]> first = transactional("first");
                KafkaProducer<byte[], byte[]> second = transactional("second")) {
            for (int i = 0; i < 18; i++) {
                first.beginTransaction();
                second.beginTransaction();
                send(first, transactions(), START_MS + i * 2_000L, i);
                send(second, transactions(), START_MS + i * 2_000L + 1_000, i + 100);
                send(first, transactions(), START_MS + i * 2_000L + 500, i + 200);
                end(first, i % 3 == 0);
                end(second, i % 3 == 1);
            }
        }
    }

    private static void end(KafkaProducer<byte[], byte[]> producer, boolean aborted) {
        if (aborted) {
            producer.abortTransaction();
        } else {
            producer.commitTransaction();
        }
    }

    private KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> producer =
                producer(
                        Codec.GZIP,
                        Map.of(
                                "transactional.id", prefix + id,
                                "enable.idempotence", "true",
                                "retries", "100"));
        producer.initTransactions();
        return producer;
    }

    private KafkaProducer<byte[], byte[]> producer(Codec codec, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", server.bootstrap());
        // Which producer gets which id is the server's own affair, and would stand in the files.
        properties.put("enable.idempotence", "false");
        properties.put("retries", "0");
        properties.put("linger.ms", "1000");
        properties.put("compression.type", codec.id());
        properties.putAll(Objects.requireNonNull(more));
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
