package strata.apps.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Groups without members that have committed offsets of one topic. */
final class CommittedGroups implements AutoCloseable {
    private static final int UNDER_WAY_MAX = 100;
    private static final long ANSWER_SECONDS_MAX = 120;

    private final Admin admin;
    private final String topic;
    private final int offsetCount;

    CommittedGroups(int port, String topic, int offsetCount) {
        this.topic = topic;
        this.offsetCount = offsetCount;
        this.admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                Cluster.bootstrap(port),
                                // What is measured is the cluster, not how long a client waits.
                                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                                20L,
                                AdminClientConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
                                20L,
                                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                                20L,
                                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                                20L));
    }

    private static String name(int group) {
        return "bench-" + group;
    }

    /** Has so many groups commit all their offsets. */
    void commit(int groupCount) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
        for (int partition = 0; partition < offsetCount; partition++) {
            offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(partition));
        }
        Deque<KafkaFuture<Void>> underWay = new ArrayDeque<>();
        for (int group = 0; group < groupCount; group++) {
            underWay.add(admin.alterConsumerGroupOffsets(name(group), offsets).all());
            if (underWay.size() == UNDER_WAY_MAX) {
                get(underWay.remove(), "commit");
            }
        }
        underWay.forEach(commit -> get(commit, "commit"));
    }

    /** The node that coordinates them. */
    int coordinator() {
        return Objects.requireNonNull(
                        get(
                                        admin.describeConsumerGroups(List.of(name(0))).all(),
                                        "describe a group")
                                .get(name(0)))
                .coordinator()
                .id();
    }

    /** Waits until the offsets of a group are told, and looks whether they are what they were. */
    void awaitOffsets(int group) {
        Map<TopicPartition, OffsetAndMetadata> told =
                get(
                        admin.listConsumerGroupOffsets(name(group)).partitionsToOffsetAndMetadata(),
                        "tell offsets");
        for (int partition = 0; partition < offsetCount; partition++) {
            OffsetAndMetadata offset = told.get(new TopicPartition(topic, partition));
            if (offset == null || offset.offset() != partition) {
                throw new BenchFault(
                        name(group) + " lost what it had committed of partition " + partition);
            }
        }
    }

    private static <T> T get(KafkaFuture<T> answer, String what) {
        try {
            return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BenchFault("the cluster did not " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BenchFault("the cluster did not " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFault("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
