package strata.apps.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Transactional producers and a consumer that reads what they have committed, in a process of their
 * own and so on one clock. It says {@code warm} when it is. A first line on standard input has the
 * producers commit one transaction after the other, as fast as it goes; a second one has them keep
 * to a pace. Each is answered with {@link TransactionFigures}, once every transaction was read.
 */
public final class TransactionLoad {
    private static final int RECORD_BYTES = 100;
    private static final int WARMUP_SECONDS = 10;
    private static final long LATENCY_SECONDS_MAX = 120;
    private static final long READ_SECONDS_MAX = 60;
    private static final Duration POLL = Duration.ofMillis(100);
    // In a record that is not the first of its transaction.
    private static final long NOT_FIRST = 0;

    /**
     * What is committed.
     *
     * @param producers that do so at once, each one transaction at a time
     * @param records of each transaction; they are one batch
     * @param seconds that each phase takes
     * @param perSecond transactions of all producers together in the second phase
     */
    record What(int partitionCount, int producers, int records, int seconds, int perSecond) {
        private static final int WORDS = 5;

        private List<String> words() {
            return List.of(
                    Integer.toString(partitionCount),
                    Integer.toString(producers),
                    Integer.toString(records),
                    Integer.toString(seconds),
                    Integer.toString(perSecond));
        }

        private static What of(List<String> words) {
            return new What(
                    Integer.parseInt(words.get(0)),
                    Integer.parseInt(words.get(1)),
                    Integer.parseInt(words.get(2)),
                    Integer.parseInt(words.get(3)),
                    Integer.parseInt(words.get(4)));
        }
    }

    private final What what;
    private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final Recorder latencies =
            new Recorder(TimeUnit.SECONDS.toMicros(LATENCY_SECONDS_MAX), 3);
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    private TransactionLoad(What what) {
        this.what = what;
    }

    /** Arguments: bootstrap servers, a directory on the brokers' disk, and the words of What. */
    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Whoever fails would leave a good figure behind: all end with it.
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> {
                    out.println(thread.getName() + " failed: " + failure);
                    Runtime.getRuntime().halt(1);
                });
        var load = new TransactionLoad(What.of(List.of(args).subList(2, 2 + What.WORDS)));
        Stalls stalls = Stalls.watch(Path.of(args[1]));
        load.begin(args[0]);
        load.phase(WARMUP_SECONDS, 0, stalls);
        out.println(Dialogue.WARM);
        if (in.readLine() != null) {
            out.println(load.phase(load.what.seconds(), 0, stalls).line());
        }
        if (in.readLine() != null) {
            out.println(load.phase(load.what.seconds(), load.what.perSecond(), stalls).line());
        }
        load.producers.forEach(KafkaProducer::close);
    }

    /** The command that runs it. */
    static List<String> command(Jdk jdk, String bootstrap, Path directory, What what) {
        List<String> arguments = new ArrayList<>(List.of(bootstrap, directory.toString()));
        arguments.addAll(what.words());
        return Dialogue.command(jdk, TransactionLoad.class, arguments);
    }

    private void begin(String bootstrap) {
        for (int i = 0; i < what.producers(); i++) {
            var producer = new KafkaProducer<byte[], byte[]>(producerProperties(bootstrap, i));
            producer.initTransactions();
            producers.add(producer);
        }
        Thread.ofPlatform().daemon().name("consumer").start(() -> readForever(bootstrap));
    }

    private static Properties producerProperties(String bootstrap, int index) {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("transactional.id", "bench-" + index);
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        return properties;
    }

    private void readForever(String bootstrap) {
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "key.deserializer",
                        ByteArrayDeserializer.class.getName(),
                        "value.deserializer",
                        ByteArrayDeserializer.class.getName());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < what.partitionCount(); partition++) {
            partitions.add(new TopicPartition(TransactionScenario.TOPIC, partition));
        }
        try (var consumer = new KafkaConsumer<byte[], byte[]>(properties)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    saw(ByteBuffer.wrap(record.value()).getLong());
                }
            }
        }
    }

    private void saw(long sinceNanos) {
        if (sinceNanos != NOT_FIRST) {
            latencies.recordValue((System.nanoTime() - sinceNanos) / 1_000);
            read.incrementAndGet();
        }
    }

    /**
     * Has all producers commit for so long.
     *
     * @param perSecond transactions of all together; 0 for as many as go
     */
    private TransactionFigures phase(int seconds, int perSecond, Stalls stalls) {
        latencies.getIntervalHistogram();
        stalls.takeLongestMicros();
        long before = committed.get();
        long startNanos = System.nanoTime();
        long endNanos = startNanos + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < producers.size(); i++) {
            var writer = new Writer(producers.get(i), i);
            Runnable run =
                    perSecond == 0
                            ? () -> writer.asFastAsItGoes(endNanos)
                            : () -> writer.paced(startNanos, endNanos, perSecond);
            threads.add(Thread.ofPlatform().name("producer " + i).start(run));
        }
        threads.forEach(TransactionLoad::join);
        long elapsedNanos = System.nanoTime() - startNanos;
        awaitRead();
        Histogram seen = latencies.getIntervalHistogram();
        return new TransactionFigures(
                committed.get() - before,
                elapsedNanos / 1_000,
                seen.getValueAtPercentile(50),
                seen.getValueAtPercentile(99),
                stalls.takeLongestMicros());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was committed must be read, each once, or the figures would flatter. */
    private void awaitRead() {
        long limitNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_SECONDS_MAX);
        while (read.get() != committed.get()) {
            if (System.nanoTime() > limitNanos) {
                throw new IllegalStateException(
                        committed + " transactions were committed, but " + read + " were read");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** One of the producers. */
    private final class Writer {
        private final KafkaProducer<byte[], byte[]> producer;
        private final int index;
        // Each transaction goes to the next partition.
        private int partition;

        Writer(KafkaProducer<byte[], byte[]> producer, int index) {
            this.producer = producer;
            this.index = index;
            this.partition = index % what.partitionCount();
        }

        void asFastAsItGoes(long endNanos) {
            while (System.nanoTime() < endNanos) {
                commit(System.nanoTime());
            }
        }

        /** A transaction that waits for the one before counts from when it was due. */
        void paced(long startNanos, long endNanos, int perSecond) {
            long sharedNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
            long pauseNanos = sharedNanos * producers.size();
            for (long due = startNanos + index * sharedNanos; due < endNanos; due += pauseNanos) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                commit(due);
            }
        }

        private void commit(long sinceNanos) {
            producer.beginTransaction();
            for (int i = 0; i < what.records(); i++) {
                byte[] value = new byte[RECORD_BYTES];
                ByteBuffer.wrap(value).putLong(i == 0 ? sinceNanos : NOT_FIRST);
                // What is refused fails the commit.
                var unused = producer.send(record(value));
            }
            producer.commitTransaction();
            committed.incrementAndGet();
            partition = (partition + 1) % what.partitionCount();
        }

        private ProducerRecord<byte[], byte[]> record(byte[] value) {
            return new ProducerRecord<>(TransactionScenario.TOPIC, partition, null, value);
        }
    }
}
