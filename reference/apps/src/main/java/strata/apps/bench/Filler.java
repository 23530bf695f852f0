package strata.apps.bench;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer in a process of its own that writes records with keys, or so many records to each
 * partition, as ProducerPerformance cannot; it says {@code warm} when all are acknowledged.
 */
public final class Filler {
    private static final long SEED = 8123;

    private Filler() {}

    /**
     * What is written.
     *
     * @param keyCount how many different keys the records have, taken at random; 0 for none
     * @param records to each partition
     * @param recordSizeInBytes of each value
     */
    record What(
            String topic, int partitionCount, int keyCount, long records, int recordSizeInBytes) {}

    /** Writes, and waits for the end. */
    static void run(Jdk jdk, RunningBroker broker, Workspace workspace, What what) {
        List<String> arguments =
                List.of(
                        Integer.toString(broker.port()),
                        what.topic(),
                        Integer.toString(what.partitionCount()),
                        Integer.toString(what.keyCount()),
                        Long.toString(what.records()),
                        Integer.toString(what.recordSizeInBytes()));
        List<String> command = Dialogue.command(jdk, Filler.class, arguments);
        try (var filler = new Dialogue(broker, workspace, command)) {
            filler.awaitWarm();
        }
    }

    /** Arguments: port, then the fields of {@link What}. */
    public static void main(String[] args) {
        var what =
                new What(
                        args[1],
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Long.parseLong(args[4]),
                        Integer.parseInt(args[5]));
        try (var producer = new KafkaProducer<byte[], byte[]>(properties(args[0]))) {
            Random random = new Random(SEED);
            for (long number = 0; number < what.records(); number++) {
                for (int partition = 0; partition < what.partitionCount(); partition++) {
                    send(producer, record(what, partition, random));
                }
            }
            producer.flush();
        }
        System.out.println(Dialogue.WARM);
    }

    private static ProducerRecord<byte[], byte[]> record(What what, int partition, Random random) {
        byte[] value = new byte[what.recordSizeInBytes()];
        random.nextBytes(value);
        if (what.keyCount() == 0) {
            return new ProducerRecord<>(what.topic(), partition, null, value);
        }
        int key = random.nextInt(what.keyCount());
        byte[] keyBytes = ByteBuffer.allocate(Integer.BYTES).putInt(key).array();
        return new ProducerRecord<>(what.topic(), partition, keyBytes, value);
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        var unused =
                producer.send(
                        record,
                        (metadata, failure) -> {
                            if (failure != null) {
                                System.out.println("a record was refused: " + failure);
                                Runtime.getRuntime().halt(1);
                            }
                        });
    }

    private static Properties properties(String port) {
        var properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port);
        properties.put(ProducerConfig.ACKS_CONFIG, "1");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "100");
        properties.put(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return properties;
    }
}
