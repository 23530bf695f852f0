package strata.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An idempotent producer that writes the numbers from 0 to all partitions of a topic by turns, and
 * never goes far ahead of the slowest reader.
 */
final class NumberWriter implements AutoCloseable {
    private static final int AHEAD_MAX = 2_000;

    private final String topic;
    private final int partitionCount;
    private final int recordsPerSecond;
    private final LongSupplier readCount;
    private final KafkaProducer<String, String> producer;
    private final AtomicReference<Exception> refusal = new AtomicReference<>();
    private final Thread thread;
    private long count;
    private volatile boolean stopping;

    /**
     * @param recordsPerSecond at most
     * @param readCount how many the slowest reader has read
     */
    NumberWriter(
            String bootstrap, NumberedTopic topic, int recordsPerSecond, LongSupplier readCount) {
        this.topic = topic.name();
        this.partitionCount = topic.partitionCount();
        this.recordsPerSecond = recordsPerSecond;
        this.readCount = readCount;
        producer =
                JavaClients.producer(
                        bootstrap,
                        Map.of(
                                "enable.idempotence", "true",
                                "retries", Integer.toString(Integer.MAX_VALUE),
                                "delivery.timeout.ms", "180000",
                                "request.timeout.ms", "5000",
                                "reconnect.backoff.max.ms", "200",
                                "retry.backoff.max.ms", "200"));
        thread = new Thread(this::write, "numbers");
        thread.start();
    }

    /** A topic of numbers: record {@code n} stands in partition {@code n % partitionCount}. */
    record NumberedTopic(String name, int partitionCount) {}

    /**
     * Ends it.
     *
     * @return how many records it has written, all of them acknowledged
     */
    long stop() throws InterruptedException {
        stopping = true;
        thread.join();
        producer.close(Duration.ofMinutes(3));
        if (refusal.get() != null) {
            throw new AssertionError("a record was not acknowledged", refusal.get());
        }
        return count;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ZERO);
    }

    private void write() {
        long startNs = System.nanoTime();
        while (!stopping || count % partitionCount != 0) {
            long dueNs = startNs + count * 1_000_000_000L / recordsPerSecond;
            // Who stops it reads no more until it has ended.
            while (!stopping
                    && (System.nanoTime() < dueNs || count > readCount.getAsLong() + AHEAD_MAX)) {
                LockSupport.parkNanos(1_000_000);
            }
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    (int) (count % partitionCount),
                                    "number",
                                    Long.toString(count)),
                            (metadata, error) -> {
                                if (error != null) {
                                    refusal.compareAndSet(null, error);
                                }
                            });
            count++;
        }
    }
}
