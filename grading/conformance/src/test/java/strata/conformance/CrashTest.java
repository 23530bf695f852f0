package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} in the middle of writing: acknowledged is acknowledged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashTest {

    private static final int PARTITION_COUNT = 6;
    private static final int ROUND_COUNT = 40;

    private ServerUnderTest server;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("crash");
    }

    @AfterAll
    void stopTheServer() {
        server.close();
    }

    /** The server is killed when this many of 200,000 records are acknowledged. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 60_000})
    void acknowledgedRecordsSurviveAKillInTheMiddleOfWriting(int acknowledgedCount)
            throws InterruptedException {
        String topic = "crash-" + acknowledgedCount;
        JavaClients.createTopic(server.bootstrap(), topic, PARTITION_COUNT, Map.of());
        Set<Integer> acknowledged = writeUntilKilled(topic, acknowledgedCount);

        server.restart();

        List<StoredRow> stored = JavaClients.read(server.bootstrap(), topic);
        List<Integer> numbers = stored.stream().map(row -> Integer.parseInt(row.key())).toList();
        Set<Integer> once = new LinkedHashSet<>(numbers);
        assertThat(once.size()).as("no record twice").isEqualTo(numbers.size());
        assertThat(once.containsAll(acknowledged)).as("every acknowledged record").isTrue();
        assertThatEachPartitionIsInTheOrderOfTheWriting(stored);
    }

    private Set<Integer> writeUntilKilled(String topic, int acknowledgedCount)
            throws InterruptedException {
        ConcurrentLinkedQueue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(acknowledgedCount);
        Thread killer =
                new Thread(
                        () -> {
                            try {
                                enough.await();
                                server.kill();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        killer.start();
        try (KafkaProducer<String, String> producer =
                JavaClients.producer(
                        server.bootstrap(), Map.of("acks", "1", "max.block.ms", "500"))) {
            List<Flights.Row> rows = Flights.rows();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < ROUND_COUNT * rows.size() && killer.isAlive(); i++) {
                int number = i;
                String value = rows.get(i % rows.size()).value();
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        topic, i % PARTITION_COUNT, Integer.toString(i), value),
                                (metadata, refused) -> {
                                    if (refused == null) {
                                        acknowledged.add(number);
                                        enough.countDown();
                                    }
                                }));
            }
            killer.join();
            // At once: nothing that waits to be sent may reach the restarted server.
            producer.close(Duration.ZERO);
            assertThat(sent).as("every record was answered or given up").allMatch(Future::isDone);
        }
        return new LinkedHashSet<>(acknowledged);
    }

    /** What is there is an unbroken beginning of what was written to the partition. */
    private static void assertThatEachPartitionIsInTheOrderOfTheWriting(List<StoredRow> stored) {
        for (int partition = 0; partition < PARTITION_COUNT; partition++) {
            int p = partition;
            List<String> keys = new ArrayList<>();
            stored.stream().filter(r -> r.partition() == p).forEach(r -> keys.add(r.key()));
            List<String> beginning =
                    IntStream.range(0, keys.size())
                            .mapToObj(i -> Integer.toString(p + i * PARTITION_COUNT))
                            .toList();
            assertThat(keys.equals(beginning)).as("partition %d in order", p).isTrue();
        }
    }
}
