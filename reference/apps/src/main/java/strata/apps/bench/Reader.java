package strata.apps.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer with partitions assigned by hand, a process of its own: reads a topic from the start
 * as often as it is told. It reads once to warm up, says {@code warm}, waits for a line on standard
 * input, reads again and prints its {@link ReaderFigures}.
 */
public final class Reader {
    private static final Duration POLL = Duration.ofMillis(500);

    /** Polls without a record before the reader gives up: 30 s. */
    private static final int EMPTY_POLLS_MAX = 60;

    /**
     * How it is run.
     *
     * @param jdk that runs it
     * @param properties of the consumer, beyond Kafka's defaults
     */
    record Reading(Jdk jdk, Map<String, String> properties) {}

    /**
     * What is read.
     *
     * @param records in the topic
     * @param passes how often it is read and measured
     */
    record What(String topic, int partitionCount, long records, int passes) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final long recordCount;

    private Reader(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            long recordCount) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.recordCount = recordCount;
    }

    /**
     * Arguments: port, topic, number of partitions, number of records in the topic, number of
     * measured passes, then consumer properties as key=value.
     */
    public static void main(String[] args) throws IOException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < Integer.parseInt(args[2]); partition++) {
            partitions.add(new TopicPartition(args[1], partition));
        }
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (var consumer = new KafkaConsumer<byte[], byte[]>(properties(args))) {
            var reader = new Reader(consumer, partitions, Long.parseLong(args[3]));
            consumer.assign(partitions);
            reader.pass();
            out.println(Dialogue.WARM);
            if (in.readLine() != null) {
                out.println(reader.measure(Integer.parseInt(args[4])).line());
            }
        }
    }

    /** The command that runs it. */
    static List<String> command(Reading reading, int port, What what) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(Integer.toString(port), what.topic()));
        arguments.add(Integer.toString(what.partitionCount()));
        arguments.add(Long.toString(what.records()));
        arguments.add(Integer.toString(what.passes()));
        reading.properties().forEach((key, value) -> arguments.add(key + "=" + value));
        return Dialogue.command(reading.jdk(), Reader.class, arguments);
    }

    private static Properties properties(String[] args) {
        var properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + args[0]);
        properties.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        properties.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        for (int i = 5; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            properties.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        return properties;
    }

    private ReaderFigures measure(int passes) {
        long records = 0;
        long bytes = 0;
        long started = System.nanoTime();
        for (int i = 0; i < passes; i++) {
            bytes += pass();
            records += recordCount;
        }
        return new ReaderFigures(records, bytes, System.nanoTime() - started);
    }

    /** Reads every record of the topic once and gives the size of their values. */
    private long pass() {
        consumer.seekToBeginning(partitions);
        long records = 0;
        long bytes = 0;
        int emptyPolls = 0;
        while (records < recordCount) {
            ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                bytes += record.value().length;
            }
            records += batch.count();
            emptyPolls = batch.isEmpty() ? emptyPolls + 1 : 0;
            if (emptyPolls > EMPTY_POLLS_MAX) {
                throw new IllegalStateException(
                        "read " + records + " of " + recordCount + " records, then no more came");
            }
        }
        return bytes;
    }
}
