package strata.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;

/**
 * A healthy producer and a healthy consumer of a topic with one partition, at work while something
 * else happens to the server. They must not notice.
 */
final class Neighbour implements AutoCloseable {

    private static final int ROWS_PER_TURN = 20;
    private static final Duration BETWEEN_TURNS = Duration.ofMillis(10);

    private final String topic;
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final List<Flights.Row> acknowledged = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> troubles = new ConcurrentLinkedQueue<>();
    private final List<StoredRow> read = new ArrayList<>();
    private final Thread writing = new Thread(this::write, "neighbour-writing");
    private final Thread reading = new Thread(this::read, "neighbour-reading");
    private double connectionsOpened;

    private Neighbour(String bootstrap, String topic) {
        this.topic = topic;
        this.producer = JavaClients.producer(bootstrap, Map.of("metadata.max.age.ms", "600000"));
        this.consumer = JavaClients.consumer(bootstrap, Map.of("metadata.max.age.ms", "600000"));
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
    }

    /** Creates the topic, and returns when the first records went through both. */
    static Neighbour of(ServerUnderTest server) {
        return of(server, "neighbour");
    }

    /** The same, with a new topic of another name. */
    static Neighbour of(ServerUnderTest server, String topic) {
        JavaClients.createTopic(server.bootstrap(), topic, 1, Map.of());
        Neighbour neighbour = new Neighbour(server.bootstrap(), topic);
        neighbour.writeRows(0);
        neighbour.readUpTo(ROWS_PER_TURN);
        neighbour.connectionsOpened = neighbour.connectionsOpened();
        neighbour.writing.start();
        neighbour.reading.start();
        return neighbour;
    }

    /** Stops both, and fails when either noticed anything, or lost or repeated a record. */
    void assertUndisturbed() {
        stop();
        if (!troubles.isEmpty()) {
            throw new AssertionError("a healthy client was disturbed", troubles.peek());
        }
        ReadBack.assertIsPrefixInOrder(acknowledged, read);
        if (read.size() != acknowledged.size()) {
            throw new AssertionError(read.size() + " read of " + acknowledged.size() + " written");
        }
        if (connectionsOpened() != connectionsOpened) {
            throw new AssertionError("a healthy client had to connect again");
        }
    }

    /** How many records went through. */
    int rowCount() {
        return read.size();
    }

    @Override
    public void close() {
        stop();
        producer.close();
        consumer.close();
    }

    private void stop() {
        isStopped.set(true);
        try {
            writing.join();
            reading.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void write() {
        try {
            for (int turn = 1; !isStopped.get(); turn++) {
                writeRows(turn * ROWS_PER_TURN);
                Workspace.pause(BETWEEN_TURNS);
            }
        } catch (RuntimeException | AssertionError e) {
            troubles.add(e);
        }
    }

    private void writeRows(int from) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < from + ROWS_PER_TURN; i++) {
            Flights.Row row = Flights.rows().get(i % Flights.rows().size());
            sent.add(producer.send(new ProducerRecord<>(topic, row.key(), row.value())));
            acknowledged.add(row);
        }
        sent.forEach(JavaClients::await);
    }

    private void read() {
        try {
            while (!isStopped.get() || writing.isAlive()) {
                read.addAll(JavaClients.poll(consumer));
            }
            readUpTo(acknowledged.size());
        } catch (RuntimeException | AssertionError e) {
            troubles.add(e);
        }
    }

    private void readUpTo(int count) {
        for (int polls = 0; read.size() < count && polls < 100; polls++) {
            read.addAll(JavaClients.poll(consumer));
        }
    }

    private double connectionsOpened() {
        return opened(producer.metrics().values()) + opened(consumer.metrics().values());
    }

    private static double opened(java.util.Collection<? extends Metric> metrics) {
        return metrics.stream()
                .filter(m -> m.metricName().name().equals("connection-creation-total"))
                .mapToDouble(m -> ((Number) m.metricValue()).doubleValue())
                .sum();
    }
}
