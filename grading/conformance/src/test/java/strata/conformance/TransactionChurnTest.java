package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import strata.conformance.NumberWriter.NumberedTopic;

/**
 * Applications that read, process and write in transactions on three nodes, while nodes and their
 * own instances are killed by turns: each record of the input is in the output once, in order.
 *
 * <p>{@code -Dstrata.kills.seed=7} repeats a run's choices, {@code -Dstrata.kills.count=50} kills
 * less often, {@code -Dstrata.kills.clients=KAFKAJS} takes some families only.
 */
final class TransactionChurnTest {
    private static final long SEED = Long.getLong("strata.kills.seed", System.nanoTime() % 100_000);
    private static final int KILLS = Integer.getInteger("strata.kills.count", 200);
    private static final String CLIENTS =
            System.getProperty(
                    "strata.kills.clients", "JAVA_CLASSIC,JAVA_CONSUMER,LIBRDKAFKA,KAFKAJS");

    // A node that is away while instances die, and nobody who waits for a transaction's time-out.
    private static final long QUICK_SEED = 3;

    private static final NumberedTopic INPUT = new NumberedTopic("numbers", 4);
    private static final int PACE = 200;
    private static final int RECORDS_BETWEEN_MAX = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private SplittableRandom random = new SplittableRandom(SEED);
    private final List<CopierGroup> applications = new ArrayList<>();
    private final Set<String> topics = new LinkedHashSet<>();
    private ClusterUnderTest cluster;
    // The node that was killed and not started again; 0 for none.
    private int away;
    // The instance of each application that was killed and not started again.
    private int missing = CopierGroup.INSTANCES;

    @BeforeEach
    void startTheCluster() {
        cluster =
                ClusterUnderTest.start(
                        "transaction-churn", Copier.SHORT_SESSIONS.toArray(String[]::new));
    }

    @AfterEach
    void stopTheCluster() {
        applications.forEach(CopierGroup::close);
        cluster.close();
    }

    @Test
    void eachRecordIsCopiedOnceThoughNodesAndCopiersAreKilled() throws Exception {
        copyThrough(QUICK_SEED, 4, List.of(Copier.JAVA_CONSUMER, Copier.LIBRDKAFKA));
    }

    @Tag("long")
    @Timeout(10_000)
    @Test
    void eachRecordIsCopiedOnceThoughTwoHundredTimesOneIsKilled() throws Exception {
        List<Copier> clients = Stream.of(CLIENTS.split(",", -1)).map(Copier::valueOf).toList();

        long abortedCount = copyThrough(SEED, KILLS, clients);

        assertThat(abortedCount).as("records of transactions that a death has ended").isPositive();
    }

    /** Returns how many records were written in transactions that were aborted. */
    private long copyThrough(long seed, int killCount, List<Copier> clients) throws Exception {
        System.out.printf("kills: seed %d, %d of them, %s%n", seed, killCount, clients);
        random = new SplittableRandom(seed);
        long startNs = System.nanoTime();
        topics.add(INPUT.name());
        clients.forEach(client -> topics.add(client.copy()));
        topics.forEach(topic -> cluster.createTopic(topic, INPUT.partitionCount()));
        List<String> all = List.copyOf(topics);
        long total;
        try (NumberReader reader =
                        new NumberReader(cluster.bootstrap(), all, INPUT.partitionCount());
                NumberWriter writer =
                        new NumberWriter(cluster.bootstrap(), INPUT, PACE, reader::readCount)) {
            clients.forEach(
                    client ->
                            applications.add(
                                    new CopierGroup(client, cluster.bootstrap(), INPUT.name())));
            goOn(reader);
            for (int kill = 1; kill <= killCount; kill++) {
                long killNs = System.nanoTime();
                if (kill % 2 == 1) {
                    killNode();
                } else {
                    killInstances();
                }
                long killedNs = System.nanoTime();
                goOn(reader);
                System.out.printf(
                        "kill %d: %,d records copied; %,d ms to kill and start, %,d ms to go on%n",
                        kill,
                        reader.readCount(),
                        (killedNs - killNs) / 1_000_000,
                        (System.nanoTime() - killedNs) / 1_000_000);
            }
            bringBack();
            total = writer.stop();
            reader.awaitTotal(total, PATIENCE, this::lookAfterApplications);
        }
        applications.forEach(CopierGroup::leave);

        Set<String> written = new LinkedHashSet<>(topics);
        written.add("__consumer_offsets");
        OpenTransactions.awaitNone(cluster.bootstrap(), written);
        try (NumberReader again =
                new NumberReader(cluster.bootstrap(), all, INPUT.partitionCount())) {
            again.awaitTotal(total, PATIENCE, () -> {});
        }
        tell(total, Duration.ofNanos(System.nanoTime() - startNs));
        assertThat(committedOffsets(clients))
                .allMatch(offset -> offset == total / INPUT.partitionCount());
        return abortedCounts(total).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Every application copies on, in every partition. */
    private void goOn(NumberReader reader) {
        try {
            reader.awaitMore(
                    random.nextInt(1, RECORDS_BETWEEN_MAX), PATIENCE, this::lookAfterApplications);
        } catch (AssertionError e) {
            String stories =
                    applications.stream().map(CopierGroup::story).collect(Collectors.joining("\n"));
            throw new AssertionError(
                    "%s%n%s%n%s".formatted(e.getMessage(), stories, cluster.output()), e);
        }
    }

    private void lookAfterApplications() {
        applications.forEach(each -> each.restartFenced(missing));
    }

    /** It comes back at once, or stays away until after the next death of instances. */
    private void killNode() {
        bringBack();
        int node = random.nextInt(1, 4);
        cluster.node(node).kill();
        away = node;
        if (random.nextBoolean()) {
            bringBackNode();
        }
    }

    /**
     * They begin again at once, and end what was open; or only when the others have taken over,
     * for which what was open must have timed out.
     */
    private void killInstances() {
        int instance = random.nextInt(CopierGroup.INSTANCES);
        applications.forEach(each -> each.kill(instance));
        missing = instance;
        if (random.nextInt(4) != 0) {
            bringBackInstances();
        }
    }

    private void bringBack() {
        if (missing != CopierGroup.INSTANCES) {
            bringBackInstances();
        }
        if (away != 0) {
            bringBackNode();
        }
    }

    private void bringBackInstances() {
        int instance = missing;
        missing = CopierGroup.INSTANCES;
        applications.forEach(each -> each.restart(instance));
    }

    private void bringBackNode() {
        cluster.node(away).restart();
        away = 0;
        Stream.concat(topics.stream(), Stream.of("__consumer_offsets", "__transaction_state"))
                .forEach(cluster::awaitWhole);
    }

    private List<Long> committedOffsets(List<Copier> clients) {
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            List<Long> offsets = new ArrayList<>();
            for (Copier client : clients) {
                var told =
                        JavaClients.await(
                                admin.listConsumerGroupOffsets(client.group())
                                        .partitionsToOffsetAndMetadata());
                IntStream.range(0, INPUT.partitionCount())
                        .mapToObj(p -> told.get(new TopicPartition(INPUT.name(), p)))
                        .forEach(each -> offsets.add(each == null ? -1 : each.offset()));
            }
            return offsets;
        }
    }

    private void tell(long total, Duration duration) {
        System.out.printf("%,d records, %d s%n", total, duration.toSeconds());
        applications.forEach(each -> System.out.println(each.figures()));
        System.out.println("records of aborted transactions: " + abortedCounts(total));
    }

    private Map<String, Long> abortedCounts(long total) {
        return topics.stream()
                .collect(
                        Collectors.toMap(
                                topic -> topic,
                                topic ->
                                        JavaClients.read(cluster.bootstrap(), topic).size()
                                                - total));
    }
}
