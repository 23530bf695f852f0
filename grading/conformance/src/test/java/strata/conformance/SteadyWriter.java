package strata.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A producer as it is by default, so idempotent, that writes numbered records without a pause while
 * a test does harm, keeps what was acknowledged and when, and then compares it with what can be
 * read: each record stands where it was acknowledged, once, and in its order.
 */
final class SteadyWriter implements AutoCloseable {
    private static final int IN_FLIGHT_MAX = 5_000;

    /** A record that was acknowledged. */
    private record Acknowledged(int number, int partition, long offset) {}

    private final int recordsPerSecond;
    private final String bootstrap;
    private final String topic;
    private final KafkaProducer<String, String> producer;
    private final Thread thread;
    private final Semaphore room = new Semaphore(IN_FLIGHT_MAX);
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledgedCount = new AtomicInteger();
    private final AtomicInteger refusedCount = new AtomicInteger();
    private final AtomicLong lastNs = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGapNs = new AtomicLong();
    private volatile boolean stopping;

    /** As fast as it goes. */
    SteadyWriter(String bootstrap, String topic) {
        this(bootstrap, topic, Integer.MAX_VALUE);
    }

    /**
     * @param recordsPerSecond at most
     */
    SteadyWriter(String bootstrap, String topic, int recordsPerSecond) {
        this.recordsPerSecond = recordsPerSecond;
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.producer =
                JavaClients.producer(
                        bootstrap,
                        Map.of(
                                "delivery.timeout.ms", "60000",
                                "request.timeout.ms", "5000",
                                "reconnect.backoff.ms", "20",
                                "reconnect.backoff.max.ms", "100",
                                "retry.backoff.ms", "20",
                                "retry.backoff.max.ms", "100"));
        this.thread = new Thread(this::write, "steady writer");
        thread.start();
    }

    /** How many records are acknowledged so far. */
    int acknowledgedCount() {
        return acknowledgedCount.get();
    }

    /** Returns when so many more records are acknowledged. */
    void awaitMore(int count, Duration atMost) {
        int until = acknowledgedCount() + count;
        long deadlineNs = System.nanoTime() + atMost.toNanos();
        while (acknowledgedCount() < until) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(
                        "after "
                                + atMost
                                + " only "
                                + acknowledgedCount()
                                + " of "
                                + until
                                + " records are acknowledged, "
                                + refusedCount
                                + " were refused");
            }
            Workspace.pause(Duration.ofMillis(5));
        }
    }

    /** The longest time without an acknowledgement since this was last asked. */
    Duration longestGap() {
        return Duration.ofNanos(longestGapNs.getAndSet(0));
    }

    /** What was found when everything had been read again. */
    record Verdict(int acknowledged, int refused, int stored, List<String> faults) {}

    /** Stops writing, waits for the last answers, and compares. */
    Verdict verdict() {
        close();
        List<StoredRow> rows = JavaClients.read(bootstrap, topic);
        Map<Integer, Map<Long, String>> byOffset = new HashMap<>();
        List<String> faults = new ArrayList<>();
        Map<Integer, Integer> highest = new HashMap<>();
        Set<Integer> seen = new HashSet<>();
        for (StoredRow row : rows) {
            byOffset.computeIfAbsent(row.partition(), p -> new HashMap<>())
                    .put(row.offset(), row.key());
            int number = Integer.parseInt(row.key());
            if (!seen.add(number)) {
                faults.add("record " + number + " is stored twice");
            } else if (number < highest.getOrDefault(row.partition(), -1)) {
                faults.add("record " + number + " came after a later one of its partition");
            }
            highest.merge(row.partition(), number, Math::max);
        }
        for (Acknowledged each : acknowledged) {
            String stored = byOffset.getOrDefault(each.partition(), Map.of()).get(each.offset());
            if (!Integer.toString(each.number()).equals(stored)) {
                faults.add(
                        "record "
                                + each.number()
                                + " was acknowledged at "
                                + each.partition()
                                + "/"
                                + each.offset()
                                + ", where "
                                + stored
                                + " is stored");
            }
        }
        return new Verdict(acknowledgedCount(), refusedCount.get(), rows.size(), faults);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(60));
    }

    private void write() {
        long startNs = System.nanoTime();
        for (int number = 0; !stopping; number++) {
            long dueNs = startNs + number * 1_000_000_000L / recordsPerSecond;
            if (System.nanoTime() < dueNs) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            int sent = number;
            room.acquireUninterruptibly();
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    topic, Integer.toString(number), "value of " + number),
                            (metadata, error) -> answered(sent, metadata, error));
        }
    }

    private void answered(int number, RecordMetadata metadata, Exception error) {
        room.release();
        if (error != null) {
            refusedCount.incrementAndGet();
            return;
        }
        long nowNs = System.nanoTime();
        longestGapNs.accumulateAndGet(nowNs - lastNs.getAndSet(nowNs), Math::max);
        acknowledged.add(new Acknowledged(number, metadata.partition(), metadata.offset()));
        acknowledgedCount.incrementAndGet();
    }
}
