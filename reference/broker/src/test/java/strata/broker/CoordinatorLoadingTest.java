package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Timer;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecordCodec;
import strata.kernel.groups.GroupValue;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.TimestampType;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.Heartbeat;
import strata.kernel.transactions.EndMarker;

/**
 * How a coordinator comes out of the log of its partition, and what it is told besides requests.
 */
@Tag("layer")
class CoordinatorLoadingTest {
    private final RegisterCluster cluster = new RegisterCluster();
    private final ReplicaWorld replicas = cluster.replicas;
    private final ClusterWorld world = cluster.world;

    @Test
    void aLongLogIsLoadedInStepsAndOthersAreServedMeanwhile() {
        // 40 batches of 20,000 bytes: three turns and more.
        for (int i = 0; i < 40; i++) {
            world.send(1, GroupRequests.commit("g" + i, i, "m".repeat(20_000)));
        }
        world.passes(1_000);
        world.kill(1);
        replicas.elect(2, 2, 3);
        int turns = 0;
        while (cluster.last().loadedMs < 0) {
            assertThat(cluster.fetch(2, "g3")).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
            assertThat(world.ask(Heartbeat.Response.class, 2, GroupRequests.heartbeat("g")).error())
                    .isEqualTo(ErrorCode.NONE);
            nextLoad();
            turns++;
        }

        assertThat(turns).isGreaterThan(2);
        assertThat(cluster.fetch(2, "g3")).isEqualTo(3L);
        assertThat(cluster.last().offsets).hasSize(40);
    }

    /** The timer by which a coordinator is loaded fires. */
    private void nextLoad() {
        ClusterNode node = world.node(2);
        Timer timer =
                node.dueMs.keySet().stream()
                        .filter(one -> one.getClass().getSimpleName().equals("LoadTimer"))
                        .findFirst()
                        .orElseThrow();
        node.dueMs.remove(timer);
        node.turn(new Event.TimerFired(timer));
        world.settle();
    }

    @Test
    void aLogThatCannotBeReadHasNoCoordinator() {
        cluster.commit(1, "g", 7);
        appendToAll(replicas.batch("a record without a key"));

        replicas.elect(2, 1, 2, 3);
        world.passes(1_000);

        assertThat(cluster.fetch(2, "g")).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(cluster.last().loadedMs).isEqualTo(-1);
    }

    @Test
    void compressedBatchesAreReadAndControlBatchesPassedOver() {
        cluster.commit(1, "g", 7);
        GroupKey key = new GroupKey.Offset("g", "t", 0);
        GroupValue value = new GroupValue.Offset(8, -1, "", 0, -1, TopicId.ZERO);
        ByteBuffer control = ByteBuffer.allocate(4).putShort((short) 0).putShort((short) 1).flip();
        BatchSpec spec = BatchSpec.at(0);
        appendToAll(
                format().newBatch(spec.withCompression(CompressionType.GZIP), replicas.compression)
                        .add(
                                0,
                                GroupRecordCodec.encode(key),
                                GroupRecordCodec.encode(value),
                                List.of())
                        .build());
        appendToAll(
                format().newBatch(
                                new BatchSpec(
                                        0,
                                        CompressionType.NONE,
                                        TimestampType.CREATE_TIME,
                                        -1,
                                        new ProducerStamp(1, (short) 0, -1, true),
                                        true),
                                replicas.compression)
                        .add(0, control, ByteBuffer.allocate(6), List.of())
                        .build());

        replicas.elect(2, 1, 2, 3);
        world.passes(1_000);

        assertThat(cluster.fetch(2, "g")).isEqualTo(8L);
    }

    @Test
    void whatTransactionsWroteAndHowTheyEndedIsToldInTheOrderOfTheLog() {
        cluster.commit(1, "g", 7);
        appendToAll(offsetOf("a", 5));
        appendToAll(offsetOf("b", 5));
        appendToAll(marker(5, true));
        appendToAll(marker(6, false));

        replicas.elect(2, 1, 2, 3);
        world.passes(1_000);

        assertThat(cluster.last().transactions)
                .containsExactly(
                        "1: 5 writes of a", "2: 5 writes of b", "3: 5 commits", "4: 6 aborts");
        assertThat(cluster.last().offsets).containsOnlyKeys("g");
        assertThat(cluster.fetch(2, "g")).isEqualTo(7L);
    }

    private ByteBuffer offsetOf(String group, long producerId) {
        GroupValue value = new GroupValue.Offset(8, -1, "", 0, -1, TopicId.ZERO);
        return format().newBatch(transactional(producerId, false), replicas.compression)
                .add(
                        0,
                        GroupRecordCodec.encode(new GroupKey.Offset(group, "t", 0)),
                        GroupRecordCodec.encode(value),
                        List.of())
                .build();
    }

    private ByteBuffer marker(long producerId, boolean committed) {
        EndMarker marker = new EndMarker(committed, 3);
        return format().newBatch(transactional(producerId, true), replicas.compression)
                .add(0, marker.key(), marker.value(), List.of())
                .build();
    }

    private static BatchSpec transactional(long producerId, boolean control) {
        return new BatchSpec(
                0,
                CompressionType.NONE,
                TimestampType.CREATE_TIME,
                -1,
                new ProducerStamp(producerId, (short) 0, -1, true),
                control);
    }

    @Test
    void aCoordinatorIsToldWhatIsCommittedOnceItIsLoadedAndWithEachMove() {
        cluster.commit(1, "g", 7);
        RegisterGroups.Register first = cluster.last();
        long told = first.committed.get(first.committed.size() - 1);
        assertThat(told).isEqualTo(1);
        world.cutOff(3);
        cluster.commit(1, "g", 8);
        assertThat(first.committed).endsWith(1L);

        replicas.heal();
        world.passes(1_000);
        assertThat(first.committed).endsWith(2L).doesNotHaveDuplicates().isSorted();
        assertThat(first.unapplied).isFalse();

        replicas.elect(2, 1, 2, 3);
        world.passes(1_000);
        assertThat(cluster.last()).isNotSameAs(first);
        assertThat(cluster.last().committed).containsExactly(2L);
    }

    private RecordFormat format() {
        return replicas.layers.log().recordFormat();
    }

    private void appendToAll(ByteBuffer batch) {
        Partition partition = replicas.partition(1);
        LeaderAppends appends = Objects.requireNonNull(replicas.role(1)).appends();
        assertThat(appends.append(partition, batch)).isEqualTo(ErrorCode.NONE);
        replicas.role(1).turnEnded();
        world.settle();
        world.passes(1_000);
    }

    @Test
    void coordinatorsAreToldOfDeletedTopicsTheOnesThatLoadOnceTheyAreLoaded() {
        TopicId other = new TopicId(1, 1);
        replicas.commit(new TopicCreated("t", other));
        replicas.elect(2, 1, 2, 3);

        replicas.commit(new TopicDeleted(other));
        assertThat(cluster.last().told).isEmpty();
        world.passes(100);

        assertThat(cluster.last().told)
                .containsExactly(new GroupCommand.TopicsDeleted(List.of("t")));
    }

    @Test
    void expiryIsLookedForAtEachInterval() {
        world.passes(3 * 600_000 + 1_000);

        assertThat(cluster.last().told).hasSize(3).allMatch(GroupCommand.Expire.class::isInstance);
    }
}
