package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Groups of one to twenty unmodified clients of each family on three nodes, while records flow:
 * members join, leave and are killed all the time, and the node of each group's coordinator is
 * killed once.
 *
 * <p>{@code -Dstrata.churn.records=200000} flows less, {@code -Dstrata.churn.seed=7} repeats a
 * run's joins, leaves and kills, {@code -Dstrata.churn.clients=KCAT,PYTHON} takes some families
 * only.
 */
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class GroupChurnTest {
    private static final long RECORD_COUNT = Long.getLong("strata.churn.records", 5_000_000);
    private static final long SEED = Long.getLong("strata.churn.seed", System.nanoTime() % 100_000);
    private static final String CLIENTS =
            System.getProperty(
                    "strata.churn.clients", "JAVA_CLASSIC,JAVA_CONSUMER,KCAT,KAFKAJS,PYTHON");

    private static final String TOPIC = "churn";
    private static final int PARTITION_COUNT = 24;
    private static final int RECORDS_PER_STEP = 300_000;
    private static final int STEPS_MIN = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    // Its monitor guards all ledgers.
    private final Object progress = new Object();
    private final List<ChurnGroup> groups = new ArrayList<>();
    private final Map<ChurnGroup, Duration> coordinatorGaps = new LinkedHashMap<>();
    private final Map<ChurnGroup, Duration> gaps = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ClusterUnderTest cluster;

    @BeforeEach
    void startTheCluster() {
        cluster =
                ClusterUnderTest.start(
                        "group-churn", GroupClient.SHORT_SESSIONS.toArray(String[]::new));
        cluster.createTopic(TOPIC, PARTITION_COUNT);
    }

    @AfterEach
    void stopTheCluster() {
        threads.shutdownNow();
        cluster.close();
    }

    @Test
    void noRecordIsSkippedWhoeverComesAndGoes() throws Exception {
        System.out.printf("churn: seed %d, %,d records, %s%n", SEED, RECORD_COUNT, CLIENTS);
        Stream.of(CLIENTS.split(",", -1)).map(GroupClient::valueOf).forEach(this::addGroup);
        int stepCount = (int) Math.max(STEPS_MIN, RECORD_COUNT / RECORDS_PER_STEP);
        ChurnWriter writer =
                new ChurnWriter(cluster.bootstrap(), TOPIC, PARTITION_COUNT, RECORD_COUNT);
        List<Future<?>> all = new ArrayList<>();
        for (ChurnGroup group : groups) {
            all.add(start(() -> group.run(stepCount, RECORD_COUNT)));
        }
        all.add(start(() -> writer.write(this::awaitAll)));
        all.add(start(this::killEachCoordinator));
        all.add(start(this::tellProgress));

        for (Future<?> each : all) {
            await(each);
        }
        Map<Integer, Long> ends = ends();
        for (ChurnGroup group : groups) {
            long stored = ends.values().stream().mapToLong(Long::longValue).sum();
            group.ledger().awaitDistinct(stored, PATIENCE);
            group.end();
        }

        tell(ends);
        for (ChurnGroup group : groups) {
            assertThat(skipped(group, ends)).as("skipped by " + group.id()).isZero();
            assertThat(group.faults()).as("members of " + group.id()).isEmpty();
        }
    }

    private void addGroup(GroupClient client) {
        ReadLedger ledger = new ReadLedger(PARTITION_COUNT, progress, client.mayKeepOneBack());
        groups.add(new ChurnGroup(client, cluster.bootstrap(), TOPIC, SEED, ledger));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private Future<?> start(Work work) {
        Callable<Void> told =
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException | RuntimeException | Error e) {
                        failures.add(e);
                        synchronized (progress) {
                            // The others are not to wait for it.
                            progress.notifyAll();
                        }
                        throw e;
                    }
                    return null;
                };
        return threads.submit(told);
    }

    private void await(Future<?> each) throws InterruptedException {
        try {
            each.get();
        } catch (ExecutionException e) {
            throw new AssertionError(
                    failures.peek() + "\n" + cluster.output(),
                    Objects.requireNonNull(failures.peek()));
        }
    }

    private void awaitAll(long count) throws InterruptedException {
        synchronized (progress) {
            while (groups.stream().anyMatch(group -> !group.ledger().has(count))) {
                if (!failures.isEmpty()) {
                    throw new IllegalStateException("another part has failed");
                }
                progress.wait();
            }
        }
    }

    /** Of one group after the other, while the records flow. */
    private void killEachCoordinator() throws InterruptedException {
        for (int i = 0; i < groups.size(); i++) {
            ChurnGroup group = groups.get(i);
            long from = RECORD_COUNT * (2 * i + 1) / (2L * groups.size());
            awaitDistinct(group, from);
            int node = coordinator(group.id());
            gaps.merge(group, group.ledger().longestGap(), GroupChurnTest::longer);
            cluster.node(node).kill();
            long more = group.ledger().distinctCount() + RECORD_COUNT / (4L * groups.size());
            awaitDistinct(group, Math.min(more, RECORD_COUNT));
            Duration gap = group.ledger().longestGap();
            coordinatorGaps.put(group, gap);
            System.out.printf(
                    "churn: node %d, %s's coordinator, killed: %s%n", node, group.id(), gap);
            cluster.node(node).restart();
            cluster.awaitWhole(TOPIC);
        }
    }

    private void tellProgress() throws InterruptedException {
        for (int tenth = 1; tenth <= 10; tenth++) {
            long count = RECORD_COUNT * tenth / 10;
            awaitAll(count);
            System.out.printf(
                    "churn: %s  every group has read %,d%n",
                    LocalTime.now(ZoneId.systemDefault()), count);
        }
    }

    private static void awaitDistinct(ChurnGroup group, long count) throws InterruptedException {
        if (!group.ledger().awaitDistinct(count, PATIENCE)) {
            throw new AssertionError(group.id() + " is handed nothing new for " + PATIENCE);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private int coordinator(String group) {
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            var described = admin.describeConsumerGroups(List.of(group));
            return JavaClients.await(Objects.requireNonNull(described.describedGroups().get(group)))
                    .coordinator()
                    .id();
        }
    }

    private Map<Integer, Long> ends() {
        Map<TopicPartition, OffsetSpec> latest = new LinkedHashMap<>();
        for (int i = 0; i < PARTITION_COUNT; i++) {
            latest.put(new TopicPartition(TOPIC, i), OffsetSpec.latest());
        }
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            Map<Integer, Long> ends = new LinkedHashMap<>();
            JavaClients.await(admin.listOffsets(latest).all())
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
        }
    }

    private static long skipped(ChurnGroup group, Map<Integer, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> group.ledger().skippedCount(end.getKey(), end.getValue()))
                .sum();
    }

    private void tell(Map<Integer, Long> ends) {
        System.out.println(
                "group                 joins  leaves  kills     records  read twice  kept back "
                        + " skipped  longest gap ms  at its coordinator's death");
        for (ChurnGroup group : groups) {
            Duration gap =
                    longer(gaps.getOrDefault(group, Duration.ZERO), group.ledger().longestGap());
            System.out.printf(
                    "%-20s %s %,11d %,11d %10d %8d %15d %27d%n",
                    group.id(),
                    group.moves(),
                    group.ledger().distinctCount(),
                    group.ledger().repeatedCount(),
                    group.ledger().keptBackCount(),
                    skipped(group, ends),
                    gap.toMillis(),
                    coordinatorGaps.getOrDefault(group, Duration.ZERO).toMillis());
        }
    }
}
