package strata.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes so many records to all partitions of a topic by turns, with {@code acks=all}, and never
 * goes far ahead of the slowest reader.
 */
final class ChurnWriter {
    private static final int LOOK_EVERY = 500;

    /** The readers. */
    interface Readers {
        /** Waits until each reader has been handed so many records, or the test is over. */
        void awaitAll(long count) throws InterruptedException;
    }

    private final String topic;
    private final int partitionCount;
    private final long recordCount;
    private final KafkaProducer<String, String> producer;
    private final AtomicLong acknowledgedCount = new AtomicLong();
    private final AtomicReference<Exception> refusal = new AtomicReference<>();

    ChurnWriter(String bootstrap, String topic, int partitionCount, long recordCount) {
        this.topic = topic;
        this.partitionCount = partitionCount;
        this.recordCount = recordCount;
        producer =
                JavaClients.producer(
                        bootstrap,
                        Map.of(
                                "delivery.timeout.ms", "180000",
                                "request.timeout.ms", "5000",
                                "linger.ms", "20",
                                "reconnect.backoff.max.ms", "200",
                                "retry.backoff.max.ms", "200"));
    }

    /** Writes all of them, and returns when each is acknowledged. */
    void write(Readers readers) throws InterruptedException {
        long aheadMax = Math.max(20_000, recordCount / 20);
        for (long number = 0; number < recordCount; number++) {
            if (number % LOOK_EVERY == 0 && number > aheadMax) {
                readers.awaitAll(number - aheadMax);
            }
            int partition = (int) (number % partitionCount);
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    topic, partition, Long.toString(number), "flows past"),
                            (metadata, error) -> {
                                if (error == null) {
                                    acknowledgedCount.incrementAndGet();
                                } else {
                                    refusal.compareAndSet(null, error);
                                }
                            });
        }
        producer.close(Duration.ofMinutes(3));
        if (acknowledgedCount.get() != recordCount) {
            throw new AssertionError(
                    acknowledgedCount + " of " + recordCount + " records are acknowledged",
                    refusal.get());
        }
    }
}
