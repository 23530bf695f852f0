package strata.apps.play;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;

/** The story of lab 5: what used to happen twice happens once, whoever dies meanwhile. */
final class ExactlyOnceStory {
    private static final String ORDERS = "orders";
    private static final String INVOICES = "invoices";
    private static final String CASHIER = "cashier";
    private static final int NODE_COUNT = 3;
    private static final int TRANSACTION_OF_THE_DEATH = 3;
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final PlayNode cluster;
    private final Patience patience;
    private final Teller teller;
    private final Clients orderClients;
    private final TransactionClients clients;
    private final Orders orders = new Orders();

    ExactlyOnceStory(PlayNode cluster, Teller teller) {
        this.cluster = cluster;
        this.patience = new Patience(cluster, PATIENCE);
        this.teller = teller;
        this.orderClients = new Clients(cluster, ORDERS);
        this.clients = new TransactionClients(cluster);
    }

    void tell() {
        Map<String, String> configs = Map.of("min.insync.replicas", "2");
        orderClients.createTopicWithCopies(NODE_COUNT, configs);
        new Clients(cluster, INVOICES).createTopicWithCopies(NODE_COUNT, configs);
        repeat();
        comeBack(orderClients);
        allOrNothing();
        copyThroughADeath();
        zombie();
        isItExact();
        sumUp();
    }

    private void repeat() {
        teller.chapter("1  A producer with default settings, and kill -9 of its leader");
        int leader = orderClients.describe().leader().id();
        try (KafkaProducer<String, String> producer = clients.usualProducer()) {
            write(producer, A_WHILE);
            patience.awaitThat(
                    "the leader knows the producer", () -> !clients.producersOf(ORDERS).isEmpty());
            ProducerState known = clients.producersOf(ORDERS).get(0);
            teller.say(
                    "the leader knows the producer: id %d, epoch %d, last sequence number %d"
                            .formatted(
                                    known.producerId(),
                                    known.producerEpoch(),
                                    known.lastSequence()));
            ProcessHandle process = cluster.processOf(leader);
            teller.say("killing node %d, process %d ...".formatted(leader, process.pid()));
            process.destroyForcibly();
            int before = orders.acknowledged().size();
            patience.awaitThat(
                    "records are acknowledged again",
                    () -> {
                        write(producer, LOOK);
                        return orders.acknowledged().size() > before + 1;
                    });
            write(producer, A_WHILE);
        }
        Patience.require(orders.fault().isEmpty(), "the producer gave up: " + orders.fault());
        List<Map.Entry<String, String>> read = clients.readAll(ORDERS, "read_committed");
        requireOnce(ORDERS, orders.acknowledged(), TransactionClients.timesByKey(read));
        teller.good(
                "%d records acknowledged, %d read: what was sent again was known again (in lab 3 some"
                                .formatted(orders.acknowledged().size(), read.size())
                        + " were there twice)");
    }

    private void write(KafkaProducer<String, String> producer, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            String order = orders.next();
            var unused =
                    producer.send(
                            new ProducerRecord<>(ORDERS, order, "soup"),
                            (metadata, fault) -> {
                                if (fault == null) {
                                    orders.acknowledged(order);
                                } else {
                                    orders.refused(order, fault);
                                }
                            });
            Patience.pause(PAUSE);
            cluster.requireAlive();
        } while (System.nanoTime() < end);
    }

    /** Starts whichever node is dead, and waits until it is in sync. */
    private void comeBack(Clients topic) {
        Set<Integer> inSync = new LinkedHashSet<>();
        topic.describe().isr().stream().map(Node::id).forEach(inSync::add);
        for (int id = 1; id <= NODE_COUNT; id++) {
            if (!inSync.contains(id)) {
                cluster.startAgain(id);
            }
        }
        patience.awaitThat(
                "all copies are in sync again", () -> topic.describe().isr().size() == NODE_COUNT);
    }

    private void allOrNothing() {
        teller.chapter("2  All of it, or nothing");
        try (KafkaProducer<String, String> producer = clients.transactionalProducer("waiter")) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>(INVOICES, "nobody", "of nothing"));
            producer.flush();
            int everybody = clients.readAll(INVOICES, "read_uncommitted").size();
            int committed = clients.readAll(INVOICES, "read_committed").size();
            teller.say(
                    "a transaction is open: readers of everything see %d record, of committed %d"
                            .formatted(everybody, committed));
            Patience.require(
                    everybody == 1 && committed == 0,
                    "one of them should see 1 record, the other 0");
            producer.abortTransaction();
        }
        patience.awaitThat(
                "the transaction is aborted",
                () -> clients.transaction("waiter").state().toString().equals("CompleteAbort"));
        Patience.require(
                clients.readAll(INVOICES, "read_committed").isEmpty(),
                "a reader of committed records saw one that was aborted");
        teller.good("it is aborted: the record stays in the log, and no such reader ever sees it");
    }

    private void copyThroughADeath() {
        teller.chapter("3  Read, work, write; and kill -9 of the coordinator in between");
        int transactions = 0;
        int copied = 0;
        int dead = 0;
        try (KafkaProducer<String, String> producer = clients.transactionalProducer(CASHIER);
                KafkaConsumer<String, String> consumer = clients.committedMember(CASHIER)) {
            producer.initTransactions();
            consumer.subscribe(List.of(ORDERS));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (copied < orders.acknowledged().size()) {
                cluster.requireAlive();
                Patience.require(
                        System.nanoTime() < deadline,
                        "after %d s only %d of %d orders are worked on"
                                .formatted(
                                        PATIENCE.toSeconds(),
                                        copied,
                                        orders.acknowledged().size()));
                ConsumerRecords<String, String> polled = consumer.poll(POLL);
                if (polled.isEmpty()) {
                    continue;
                }
                producer.beginTransaction();
                work(polled, producer, consumer);
                transactions++;
                if (transactions == TRANSACTION_OF_THE_DEATH) {
                    producer.flush();
                    dead = killCoordinator();
                }
                producer.commitTransaction();
                copied += polled.count();
            }
        }
        teller.good(
                "%d orders in %d transactions; now node %d decides, and the cashier noticed nothing"
                        .formatted(
                                copied,
                                transactions,
                                clients.transaction(CASHIER).coordinatorId()));
        Patience.require(dead > 0, "there was no third transaction");
        comeBack(new Clients(cluster, INVOICES));
    }

    /** An invoice for each order; how far the orders are read is part of the transaction. */
    private static void work(
            ConsumerRecords<String, String> polled,
            KafkaProducer<String, String> producer,
            KafkaConsumer<String, String> consumer) {
        Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        for (ConsumerRecord<String, String> order : polled) {
            var unused =
                    producer.send(
                            new ProducerRecord<>(INVOICES, order.key(), "for " + order.value()));
            next.put(
                    new TopicPartition(order.topic(), order.partition()),
                    new OffsetAndMetadata(order.offset() + 1));
        }
        producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
    }

    private int killCoordinator() {
        int coordinator = clients.transaction(CASHIER).coordinatorId();
        ProcessHandle process = cluster.processOf(coordinator);
        teller.say(
                "transaction %d is open; node %d decides on it: killing process %d ..."
                        .formatted(TRANSACTION_OF_THE_DEATH, coordinator, process.pid()));
        process.destroyForcibly();
        return coordinator;
    }

    private void zombie() {
        teller.chapter("4  A zombie");
        try (KafkaProducer<String, String> first = clients.transactionalProducer(CASHIER);
                KafkaProducer<String, String> second = clients.transactionalProducer(CASHIER)) {
            first.initTransactions();
            first.beginTransaction();
            var unused = first.send(new ProducerRecord<>(INVOICES, "order 0", "once more"));
            first.flush();
            teller.say("a cashier has written, and stands still; another one takes its place ...");
            second.initTransactions();
            try {
                first.commitTransaction();
                throw new PlayFault(PlayFault.FAILED, "the first one could still commit");
            } catch (ProducerFencedException e) {
                teller.good(
                        "the first one wakes up and commits: ProducerFencedException; what it wrote"
                                + " is aborted");
            }
        }
    }

    private void isItExact() {
        teller.chapter("5  Is it exact?");
        List<Map.Entry<String, String>> invoices = clients.readAll(INVOICES, "read_committed");
        requireOnce(INVOICES, orders.acknowledged(), TransactionClients.timesByKey(invoices));
        long lag = orderClients.lagOf(CASHIER, 1);
        Patience.require(lag == 0, "the group's offsets say that " + lag + " orders are left");
        teller.good(
                "%d orders, %d invoices, none twice, none missing; the group's offsets agree"
                        .formatted(orders.acknowledged().size(), invoices.size()));
        int everything = clients.readAll(INVOICES, "read_uncommitted").size();
        teller.say(
                "(the log holds %d: %d of them are of transactions that never became true)"
                        .formatted(everything, everything - invoices.size()));
    }

    private static void requireOnce(
            String topic, Set<String> wanted, Map<String, Integer> timesByKey) {
        for (String key : wanted) {
            int times = timesByKey.getOrDefault(key, 0);
            Patience.require(times == 1, "%s: %s is there %d times".formatted(topic, key, times));
        }
        Patience.require(
                timesByKey.size() == wanted.size(),
                "%s holds %d keys, and %d were acknowledged"
                        .formatted(topic, timesByKey.size(), wanted.size()));
    }

    private void sumUp() {
        teller.chapter("What happened");
        teller.say(
                List.of(
                        "A number on each batch made a repetition harmless. A record in",
                        "__transaction_state decided what many partitions took for true, and a"
                                + " marker",
                        "in each of them told its readers. How far the cashier had read was one"
                                + " more",
                        "record of the same transaction."));
        teller.chapter("The whole cluster, for longer: ./strata capstone");
    }
}
