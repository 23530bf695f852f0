package strata.apps.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer at a steady, low rate, a process of its own: it shows how long a produce request takes
 * while the broker is busy with something else. It says {@code warm} when it is; then it answers
 * each line on standard input with the {@link PulseFigures} since the line before.
 *
 * <p>It never waits for an acknowledgement before it sends on, so that a broker that stands still
 * is seen by every record that came meanwhile.
 */
public final class Pulse {
    /** How many records are sent each second. */
    static final int RECORDS_PER_SECOND = 500;

    private static final int RECORD_BYTES = 1024;
    private static final int WARMUP_SECONDS = 10;
    private static final long LATENCY_SECONDS_MAX = 120;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    // 0 for as the producer likes.
    private final int partitionCount;
    private int next;
    private final Recorder latencies =
            new Recorder(TimeUnit.SECONDS.toMicros(LATENCY_SECONDS_MAX), 3);

    private final AtomicLong acknowledgedNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong gapNanos = new AtomicLong();
    private final Stalls stalls;

    private Pulse(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            int partitionCount,
            Stalls stalls) {
        this.producer = producer;
        this.topic = topic;
        this.partitionCount = partitionCount;
        this.stalls = stalls;
    }

    /**
     * The command that runs it.
     *
     * @param directory on the broker's disk
     */
    static List<String> command(Jdk jdk, int port, String topic, Path directory) {
        return command(jdk, "127.0.0.1:" + port, "1", topic, directory);
    }

    /**
     * The command that runs it.
     *
     * @param acks 1 or all
     */
    static List<String> command(
            Jdk jdk, String bootstrap, String acks, String topic, Path directory) {
        return command(jdk, bootstrap, topic, 0, List.of(acks, directory.toString()));
    }

    /** The command that runs it with {@code acks=all} on all partitions of a topic in turn. */
    static List<String> command(
            Jdk jdk, String bootstrap, String topic, int partitionCount, Path directory) {
        return command(jdk, bootstrap, topic, partitionCount, List.of("all", directory.toString()));
    }

    private static List<String> command(
            Jdk jdk, String bootstrap, String topic, int partitionCount, List<String> others) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(bootstrap, others.get(0), topic, others.get(1)));
        arguments.add(Integer.toString(partitionCount));
        return Dialogue.command(jdk, Pulse.class, arguments);
    }

    /**
     * Arguments: bootstrap servers, acks, topic, a directory on the broker's disk, and how many
     * partitions are written to in turn, 0 for as the producer likes.
     */
    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (var producer = new KafkaProducer<byte[], byte[]>(properties(args[0], args[1]))) {
            var pulse =
                    new Pulse(
                            producer,
                            args[2],
                            Integer.parseInt(args[4]),
                            Stalls.watch(Path.of(args[3])));
            Thread.ofPlatform().daemon().name("pulse").start(pulse::beat);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(WARMUP_SECONDS));
            pulse.figures();
            out.println(Dialogue.WARM);
            while (in.readLine() != null) {
                out.println(pulse.figures().line());
            }
        }
    }

    private static Properties properties(String bootstrap, String acks) {
        var properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ProducerConfig.ACKS_CONFIG, acks);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return properties;
    }

    private void beat() {
        byte[] value = new byte[RECORD_BYTES];
        long pauseNanos = TimeUnit.SECONDS.toNanos(1) / RECORDS_PER_SECOND;
        for (long due = System.nanoTime(); ; due += pauseNanos) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            send(value);
        }
    }

    private void send(byte[] value) {
        long sentNanos = System.nanoTime();
        // A record that is refused would leave a good figure behind: end instead.
        var unused =
                producer.send(
                        record(value),
                        (metadata, failure) -> {
                            if (failure != null) {
                                System.out.println("a record was refused: " + failure);
                                Runtime.getRuntime().halt(1);
                            }
                            long nowNanos = System.nanoTime();
                            latencies.recordValue((nowNanos - sentNanos) / 1_000);
                            long before = acknowledgedNanos.getAndSet(nowNanos);
                            gapNanos.accumulateAndGet(nowNanos - before, Math::max);
                        });
    }

    private ProducerRecord<byte[], byte[]> record(byte[] value) {
        return partitionCount == 0
                ? new ProducerRecord<>(topic, value)
                : new ProducerRecord<>(topic, next++ % partitionCount, null, value);
    }

    private PulseFigures figures() {
        Histogram seen = latencies.getIntervalHistogram();
        return new PulseFigures(
                seen.getTotalCount(),
                seen.getValueAtPercentile(99),
                seen.getMaxValue(),
                gapNanos.getAndSet(0) / 1_000,
                stalls.takeLongestMicros());
    }
}
