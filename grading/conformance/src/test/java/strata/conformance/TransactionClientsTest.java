package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Transactions of unmodified Java clients on three nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransactionClientsTest {
    private static final int PARTITION_COUNT = 3;
    private static final int ROWS = 600;
    private static final int TAKEN = 15;
    private static final Duration SOON = ClusterUnderTest.SOON;

    private ClusterUnderTest cluster;

    @BeforeAll
    void startTheCluster() {
        cluster =
                ClusterUnderTest.start(
                        "transaction-clients", GroupClient.SHORT_SESSIONS.toArray(String[]::new));
    }

    @AfterAll
    void stopTheCluster() {
        cluster.close();
    }

    private KafkaProducer<String, String> transactional(String transactionalId) {
        return JavaClients.producer(
                cluster.bootstrap(),
                Map.of("delivery.timeout.ms", "60000", "transactional.id", transactionalId));
    }

    private KafkaConsumer<String, String> committed(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.put("isolation.level", "read_committed");
        all.put("auto.offset.reset", "earliest");
        return JavaClients.consumer(cluster.bootstrap(), all);
    }

    /** What readers of committed records see of a topic, from its beginning to its end of now. */
    private List<StoredRow> read(String topic) {
        return JavaClients.read(
                cluster.bootstrap(), topic, Map.of("isolation.level", "read_committed"));
    }

    private static Future<RecordMetadata> send(
            KafkaProducer<String, String> producer, String topic, String value) {
        return producer.send(new ProducerRecord<>(topic, "key", value));
    }

    @Test
    void whatIsCommittedIsSeenWholeAndWhatIsAbortedNever() {
        cluster.createTopic("ends", 1);
        try (KafkaProducer<String, String> producer = transactional("ends")) {
            producer.initTransactions();
            producer.beginTransaction();
            JavaClients.await(send(producer, "ends", "committed"));
            producer.commitTransaction();
            producer.beginTransaction();
            JavaClients.await(send(producer, "ends", "aborted"));
            producer.abortTransaction();
            producer.beginTransaction();
            JavaClients.await(send(producer, "ends", "open"));

            assertThat(read("ends")).extracting(StoredRow::value).containsExactly("committed");
            assertThat(JavaClients.read(cluster.bootstrap(), "ends"))
                    .extracting(StoredRow::value)
                    .containsExactly("committed", "aborted", "open");

            producer.commitTransaction();
        }

        Awaitility.await("the last transaction is seen")
                .atMost(SOON)
                .until(() -> read("ends").size() == 2);
        assertThat(read("ends")).extracting(StoredRow::value).containsExactly("committed", "open");
    }

    @Test
    void aProducerOfTheSameIdFencesTheOneBefore() {
        cluster.createTopic("fences", 1);
        try (KafkaProducer<String, String> first = transactional("fences");
                KafkaProducer<String, String> second = transactional("fences")) {
            first.initTransactions();
            first.beginTransaction();
            JavaClients.await(send(first, "fences", "of the first"));

            second.initTransactions();
            second.beginTransaction();
            JavaClients.await(send(second, "fences", "of the second"));
            second.commitTransaction();

            assertThatThrownBy(first::commitTransaction)
                    .isInstanceOf(ProducerFencedException.class);
        }

        assertThat(read("fences")).extracting(StoredRow::value).containsExactly("of the second");
    }

    @Test
    void aFencedProducerCanDoNothingMoreAndLeavesNothingOpen() {
        cluster.createTopic("zombies", 1);
        try (KafkaProducer<String, String> zombie = transactional("zombies");
                KafkaProducer<String, String> newer = transactional("zombies")) {
            zombie.initTransactions();
            zombie.beginTransaction();
            JavaClients.await(send(zombie, "zombies", "of the zombie, before"));
            newer.initTransactions();
            newer.beginTransaction();
            JavaClients.await(send(newer, "zombies", "of the newer"));

            assertThatThrownBy(() -> send(zombie, "zombies", "of the zombie, after").get())
                    .cause()
                    .isInstanceOfAny(
                            ProducerFencedException.class, InvalidProducerEpochException.class);
            assertThatThrownBy(zombie::commitTransaction).isInstanceOf(KafkaException.class);
            assertThatThrownBy(zombie::abortTransaction)
                    .isInstanceOf(ProducerFencedException.class);
            newer.commitTransaction();
        }

        assertThat(read("zombies")).extracting(StoredRow::value).containsExactly("of the newer");
        OpenTransactions.awaitNone(cluster.bootstrap(), List.of("zombies"));
    }

    @Test
    void twoThatTakeAnIdFromEachOtherAllTheTimeCommitWhatTheyAreToldAndNothingElse() {
        cluster.createTopic("taken", 1);
        Queue<String> committed = new ConcurrentLinkedQueue<>();
        AtomicInteger fenced = new AtomicInteger();
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> both = new ArrayList<>();
            for (String name : List.of("one", "other")) {
                both.add(two.submit(() -> takeAndCommit(name, committed, fenced)));
            }
            both.forEach(JavaClients::await);
        } finally {
            two.shutdownNow();
        }

        assertThat(read("taken"))
                .extracting(StoredRow::value)
                .containsExactlyInAnyOrderElementsOf(committed);
        assertThat(fenced.get()).isPositive();
        OpenTransactions.awaitNone(cluster.bootstrap(), List.of("taken"));
    }

    /** As an operator's mistake would: whoever is fenced begins again, which fences the other. */
    private void takeAndCommit(String name, Queue<String> committed, AtomicInteger fenced) {
        for (int taken = 0; taken < TAKEN; taken++) {
            try (KafkaProducer<String, String> producer = transactional("taken")) {
                producer.initTransactions();
                for (int i = 0; i < 10; i++) {
                    String value = name + " " + taken + "." + i;
                    producer.beginTransaction();
                    var unused = send(producer, "taken", value);
                    producer.commitTransaction();
                    committed.add(value);
                }
            } catch (ProducerFencedException
                    | InvalidProducerEpochException
                    | InvalidTxnStateException e) {
                // Which of them, depends on how far the other has come; as with Apache Kafka.
                fenced.incrementAndGet();
            }
        }
    }

    @Test
    void aCopyIsExactWhateverDies() {
        cluster.createTopic("original", PARTITION_COUNT);
        cluster.createTopic("copy", PARTITION_COUNT);
        List<Flights.Row> rows = Flights.rows().subList(0, ROWS);
        JavaClients.write(cluster.bootstrap(), "original", Codec.NONE, rows);
        int dead = 0;
        int copied = 0;
        int transactions = 0;
        try (KafkaConsumer<String, String> consumer =
                        committed(Map.of("group.id", "copiers", "max.poll.records", "20"));
                KafkaProducer<String, String> producer = transactional("copier")) {
            producer.initTransactions();
            consumer.subscribe(List.of("original"));
            while (copied < ROWS) {
                ConsumerRecords<String, String> polled = consumer.poll(Duration.ofMillis(200));
                if (polled.isEmpty()) {
                    continue;
                }
                transactions++;
                producer.beginTransaction();
                List<Future<RecordMetadata>> sent = copies(polled, producer);
                producer.sendOffsetsToTransaction(next(polled), consumer.groupMetadata());
                if (transactions % 5 == 2) {
                    producer.abortTransaction();
                    next(polled).keySet().forEach(p -> rewind(consumer, p));
                    continue;
                }
                if (transactions % 8 == 3) {
                    // Each node once, in the midst of a transaction.
                    if (dead > 0) {
                        cluster.node(dead).restart();
                        cluster.awaitWhole("copy");
                    }
                    dead = dead % 3 + 1;
                    cluster.node(dead).kill();
                }
                producer.commitTransaction();
                sent.forEach(JavaClients::await);
                copied += polled.count();
            }
        }

        assertThat(read("copy"))
                .extracting(StoredRow::value)
                .containsExactlyInAnyOrderElementsOf(
                        rows.stream().map(Flights.Row::value).toList());
        cluster.node(dead).restart();
        cluster.awaitWhole("copy");
        cluster.awaitWhole("__transaction_state");
    }

    private static List<Future<RecordMetadata>> copies(
            ConsumerRecords<String, String> polled, KafkaProducer<String, String> producer) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        polled.forEach(
                row ->
                        sent.add(
                                producer.send(
                                        new ProducerRecord<>("copy", row.key(), row.value()))));
        return sent;
    }

    private static Map<TopicPartition, OffsetAndMetadata> next(
            ConsumerRecords<String, String> polled) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<String, String>> records = polled.records(partition);
            long last = records.get(records.size() - 1).offset();
            offsets.put(partition, new OffsetAndMetadata(last + 1));
        }
        return offsets;
    }

    /** Goes back to what is committed. */
    private static void rewind(KafkaConsumer<String, String> consumer, TopicPartition partition) {
        OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
        if (committed == null) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, committed);
        }
    }

    @Test
    void anIdempotentProducerWritesEachRecordOnceThoughLeadersDie() {
        cluster.createTopic("once", PARTITION_COUNT);
        List<String> sent = new ArrayList<>();
        int leader = cluster.leader("once", 0);
        // As it is by default.
        try (KafkaProducer<String, String> producer =
                JavaClients.producer(cluster.bootstrap(), Map.of("delivery.timeout.ms", "60000"))) {
            List<Future<RecordMetadata>> all = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                String value = "value " + i;
                sent.add(value);
                all.add(producer.send(new ProducerRecord<>("once", value, value)));
                if (i == ROWS / 3) {
                    cluster.node(leader).kill();
                }
            }
            all.forEach(JavaClients::await);
        }

        assertThat(JavaClients.read(cluster.bootstrap(), "once"))
                .extracting(StoredRow::value)
                .containsExactlyInAnyOrderElementsOf(sent);
        cluster.node(leader).restart();
        cluster.awaitWhole("once");
    }

    @Test
    void theAdminDescribesAndAbortsAndFences() {
        cluster.createTopic("described", 1);
        try (Admin admin = JavaClients.admin(cluster.bootstrap());
                KafkaProducer<String, String> producer = transactional("described")) {
            producer.initTransactions();
            producer.beginTransaction();
            JavaClients.await(send(producer, "described", "open"));

            TransactionDescription description =
                    Objects.requireNonNull(
                            JavaClients.await(
                                            admin.describeTransactions(List.of("described")).all())
                                    .get("described"));
            assertThat(description.state()).isEqualTo(TransactionState.ONGOING);
            assertThat(description.topicPartitions())
                    .containsExactly(new TopicPartition("described", 0));
            assertThat(JavaClients.await(admin.listTransactions().all()))
                    .anyMatch(one -> one.transactionalId().equals("described"));

            JavaClients.await(admin.fenceProducers(List.of("described")).all());

            assertThatThrownBy(producer::commitTransaction)
                    .isInstanceOf(ProducerFencedException.class);
        }
        assertThat(read("described")).isEmpty();
    }
}
