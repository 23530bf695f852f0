package strata.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A reader of committed records that follows topics of numbers: each partition must hold each of
 * its numbers once, in order. Anything else fails the test as soon as it is read.
 */
final class NumberReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FAULTS_TOLD = 20;

    private final int partitionCount;
    private final KafkaConsumer<String, String> consumer;
    // By partition: how many of its numbers were read.
    private final Map<TopicPartition, Long> counts = new LinkedHashMap<>();
    // Of the partition where it is smallest, times the partitions.
    private volatile long readCount;

    NumberReader(String bootstrap, List<String> topics, int partitionCount) {
        this.partitionCount = partitionCount;
        consumer =
                JavaClients.consumer(
                        bootstrap,
                        Map.of(
                                "isolation.level", "read_committed",
                                "metadata.max.age.ms", "2000",
                                "reconnect.backoff.max.ms", "200"));
        for (String topic : topics) {
            IntStream.range(0, partitionCount)
                    .forEach(p -> counts.put(new TopicPartition(topic, p), 0L));
        }
        consumer.assign(counts.keySet());
        consumer.seekToBeginning(counts.keySet());
    }

    /** How many of the first numbers were read in all topics. */
    long readCount() {
        return readCount;
    }

    /** Reads until each partition has so many offsets more than now; an error when one has not. */
    void awaitMore(int more, Duration patience, Runnable meanwhile) {
        Map<TopicPartition, Long> wanted = new LinkedHashMap<>();
        // What is there now may have been written before the harm that was done.
        consumer.endOffsets(counts.keySet()).forEach((p, end) -> wanted.put(p, end + more));
        await(wanted, consumer::position, patience, meanwhile);
    }

    /**
     * Reads until each topic has given the first {@code total} numbers, and to its end, where
     * nothing else may stand; an error otherwise.
     */
    void awaitTotal(long total, Duration patience, Runnable meanwhile) {
        Map<TopicPartition, Long> wanted = new LinkedHashMap<>();
        counts.keySet().forEach(partition -> wanted.put(partition, total / partitionCount));
        await(wanted, p -> counts.getOrDefault(p, 0L), patience, meanwhile);
        await(consumer.endOffsets(counts.keySet()), consumer::position, patience, meanwhile);
    }

    private void await(
            Map<TopicPartition, Long> wanted,
            ToLongFunction<TopicPartition> reached,
            Duration patience,
            Runnable meanwhile) {
        long lastNs = System.nanoTime();
        long before = missingCount(wanted, reached);
        while (before > 0) {
            poll();
            meanwhile.run();
            long missing = missingCount(wanted, reached);
            if (missing < before) {
                before = missing;
                lastNs = System.nanoTime();
            } else if (System.nanoTime() - lastNs > patience.toNanos()) {
                throw new AssertionError(
                        "nothing new for %s: has %s records, wants %s"
                                .formatted(patience, counts, wanted));
            }
        }
    }

    private static long missingCount(
            Map<TopicPartition, Long> wanted, ToLongFunction<TopicPartition> reached) {
        return wanted.entrySet().stream()
                .mapToLong(
                        each -> Math.max(0, each.getValue() - reached.applyAsLong(each.getKey())))
                .sum();
    }

    /** Reads what one poll gives. */
    private void poll() {
        List<String> faults = new ArrayList<>();
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            long number = Long.parseLong(record.value());
            long expected =
                    counts.getOrDefault(partition, 0L) * partitionCount + record.partition();
            if (number != expected) {
                faults.add(
                        "%s offset %d holds %d, expected was %d"
                                .formatted(partition, record.offset(), number, expected));
            }
            counts.put(partition, number / partitionCount + 1);
        }
        readCount =
                counts.values().stream().mapToLong(Long::longValue).min().orElse(0)
                        * partitionCount;
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    faults.size()
                            + " records out of place:\n"
                            + String.join(
                                    "\n", faults.subList(0, Math.min(faults.size(), FAULTS_TOLD))));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
