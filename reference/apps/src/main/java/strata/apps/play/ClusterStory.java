package strata.apps.play;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;

/** The story of lab 3: three nodes, one log, and the death of the one that leads it. */
final class ClusterStory {
    private static final String TOPIC = "orders";
    private static final int NODE_COUNT = 3;
    private static final Duration BEFORE_THE_DEATH = Duration.ofSeconds(2);
    private static final Duration AFTER_IT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final long LOOK_MS = 20;

    private final PlayNode cluster;
    private final Patience patience;
    private final Teller teller;
    private final Clients clients;
    private final Orders orders = new Orders();

    ClusterStory(PlayNode cluster, Teller teller) {
        this.cluster = cluster;
        this.patience = new Patience(cluster, PATIENCE);
        this.teller = teller;
        this.clients = new Clients(cluster, TOPIC);
    }

    void tell() {
        makeTopic();
        int dead = writeThroughADeath();
        readBack();
        comeBack(dead);
        sumUp(dead);
    }

    private void makeTopic() {
        teller.chapter("1  Three nodes, three copies");
        IntStream.rangeClosed(1, NODE_COUNT)
                .forEach(
                        node ->
                                teller.say(
                                        "node %d is process %d"
                                                .formatted(node, cluster.processOf(node).pid())));
        clients.createTopicWithCopies(NODE_COUNT, Map.of("min.insync.replicas", "2"));
        patience.awaitThat(
                "all copies are in sync", () -> isrOf(clients.describe()).size() == NODE_COUNT);
        teller.say("topic " + TOPIC + ", min.insync.replicas 2: " + told(clients.describe()));
    }

    private int writeThroughADeath() {
        teller.chapter("2  kill -9 of the leader, under a producer with acks=all");
        int leader = clients.describe().leader().id();
        try (KafkaProducer<String, String> producer = clients.patientProducer()) {
            write(producer, BEFORE_THE_DEATH);
            teller.say("%d records acknowledged so far".formatted(orders.acknowledged().size()));
            ProcessHandle process = cluster.processOf(leader);
            teller.say("killing node %d, process %d ...".formatted(leader, process.pid()));
            orders.watchGaps();
            process.destroyForcibly();
            int before = orders.acknowledged().size();
            patience.awaitThat(
                    "records are acknowledged again",
                    () -> {
                        write(producer, Duration.ofMillis(LOOK_MS));
                        return orders.acknowledged().size() > before + 1
                                && leaderOf(clients.describe()) != leader;
                    });
            write(producer, AFTER_IT);
        }
        Patience.require(orders.fault().isEmpty(), "the producer gave up: " + orders.fault());
        teller.say("now " + told(clients.describe()));
        teller.good(
                "the producer went on by itself; its longest wait for an acknowledgement: %d ms"
                        .formatted(orders.longestGapMs()));
        return leader;
    }

    private void write(KafkaProducer<String, String> producer, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            String order = orders.next();
            var unused =
                    producer.send(
                            new ProducerRecord<>(TOPIC, 0, null, order),
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

    private void readBack() {
        teller.chapter("3  Read everything back");
        Set<String> acknowledged = orders.acknowledged();
        List<String> read =
                clients.readAll(1, orders.sentCount()).stream().map(PlayRecord::value).toList();
        Set<String> different = new LinkedHashSet<>(read);
        List<String> lost = new ArrayList<>(acknowledged);
        lost.removeAll(different);
        Patience.require(
                lost.isEmpty(),
                "%d of %d acknowledged records are gone; the first: %s"
                        .formatted(
                                lost.size(),
                                acknowledged.size(),
                                lost.isEmpty() ? "" : lost.get(0)));
        int twice = read.size() - different.size();
        teller.good(
                "all %d acknowledged records are there%s"
                        .formatted(
                                acknowledged.size(),
                                twice == 0
                                        ? ""
                                        : ("; %d of them twice: their first answer died with the"
                                                        + " node, and who sends again without"
                                                        + " a producer id (lab 5) risks that")
                                                .formatted(twice)));
    }

    private void comeBack(int dead) {
        teller.chapter("4  Node %d comes back".formatted(dead));
        long startedNanos = System.nanoTime();
        cluster.startAgain(dead);
        patience.awaitThat(
                "node " + dead + " is in sync again",
                () -> isrOf(clients.describe()).contains(dead));
        teller.say(told(clients.describe()));
        teller.good(
                "it has copied what it missed, and is in the ISR again after %d ms"
                        .formatted(Duration.ofNanos(System.nanoTime() - startedNanos).toMillis()));
    }

    private void sumUp(int dead) {
        teller.chapter("What happened");
        teller.say(
                List.of(
                        "A leader died in the middle of a sentence. The controller saw its",
                        "connection close, and chose one of those that had every acknowledged",
                        "record. The clients asked who leads now, and went on. Node "
                                + dead
                                + " cut off",
                        "what nobody had copied, and copied the rest."));
    }

    private static int leaderOf(TopicPartitionInfo partition) {
        return partition.leader() == null ? -1 : partition.leader().id();
    }

    private static List<Integer> isrOf(TopicPartitionInfo partition) {
        return partition.isr().stream().map(Node::id).sorted().toList();
    }

    private static String told(TopicPartitionInfo partition) {
        return "node %d leads, in sync are %s"
                .formatted(
                        leaderOf(partition),
                        isrOf(partition).stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")));
    }
}
