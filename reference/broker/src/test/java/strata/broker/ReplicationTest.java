package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.ReplicaWorld.ALL;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Produce;

/** Three brokers, one partition on all of them; the metadata is dictated. */
@Tag("layer")
class ReplicationTest {
    private final ReplicaWorld replicas = new ReplicaWorld();
    private final ClusterWorld world = replicas.world;

    @Test
    void aRecordIsAcknowledgedOnceEveryInSyncReplicaHasIt() {
        replicas.create(ALL);

        RequestId id = replicas.produce(1, "a", "b");

        assertThat(replicas.produced(1, id).error()).isEqualTo(ErrorCode.NONE);
        assertThat(replicas.partition(2).log().logEndOffset()).isEqualTo(2);
        assertThat(replicas.partition(3).log().logEndOffset()).isEqualTo(2);
        assertThat(replicas.read(1, 0)).containsExactly("a", "b");
    }

    @Test
    void aRecordThatOneInSyncReplicaLacksIsNeitherAcknowledgedNorShown() {
        replicas.create(ALL);
        world.cutOff(3);

        RequestId id = replicas.produce(1, "a");

        assertThat(replicas.isAnswered(1, id)).isFalse();
        assertThat(replicas.read(1, 0)).isEmpty();
    }

    @Test
    void followersLearnOfTheHighWatermarkWithoutFurtherRecords() {
        replicas.create(ALL);
        replicas.produce(1, "a");

        world.passes(100);

        assertThat(replicas.partition(2).highWatermark()).isEqualTo(1);
        assertThat(replicas.partition(3).highWatermark()).isEqualTo(1);
    }

    @Test
    void anIdleClusterFetchesNowAndThenOnly() {
        replicas.create(ALL);
        world.passes(1_000);
        int before = world.heard.size();

        world.passes(10_000);

        // Two followers, each twice a second.
        assertThat(world.heard.size() - before).isLessThanOrEqualTo(42);
    }

    @Test
    void whenTheLeaderDiesAnotherOneLeadsAndNothingAcknowledgedIsLost() {
        replicas.create(ALL);
        replicas.produce(1, "a");
        world.kill(1);

        replicas.elect(2, 2, 3);
        RequestId id = replicas.produce(2, "b");
        world.passes(100);

        assertThat(replicas.produced(2, id).error()).isEqualTo(ErrorCode.NONE);
        assertThat(replicas.read(2, 0)).containsExactly("a", "b");
    }

    @Test
    void aFollowerThatStaysAwayLeavesTheIsrAndComesBackIntoIt() {
        replicas.create(ALL);
        world.cutOff(3);
        RequestId id = replicas.produce(1, "a");

        world.passes(31_000);

        assertThat(replicas.state().isr()).containsExactly(new NodeId(1), new NodeId(2));
        assertThat(replicas.produced(1, id).error())
                .isIn(ErrorCode.NONE, ErrorCode.REQUEST_TIMED_OUT);

        replicas.heal();
        world.passes(2_000);

        assertThat(replicas.state().isr()).containsExactlyElementsOf(ALL);
        assertThat(replicas.partition(3).log().logEndOffset()).isEqualTo(1);
    }

    @Test
    void aProduceWhoseTimeIsUpIsToldSo() {
        replicas.create(ALL);
        world.cutOff(3);
        RequestId id = replicas.produce(1, "a");

        world.passes(1_001);

        assertThat(replicas.produced(1, id).error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void tooFewInSyncReplicasRefuseARecordBeforeItIsAppended() {
        replicas.create(ALL, "min.insync.replicas", "2");
        replicas.commit(
                new BrokerChanged(new NodeId(2), 0, true, false),
                new BrokerChanged(new NodeId(3), 0, true, false));
        replicas.change(now -> withIsr(now, List.of(new NodeId(1))));

        RequestId id = replicas.produce(1, "a");

        assertThat(replicas.produced(1, id).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(replicas.partition(1).log().logEndOffset()).isZero();
    }

    private static PartitionChanged withIsr(PartitionChanged now, List<NodeId> isr) {
        return new PartitionChanged(
                now.topicId(),
                now.partition(),
                now.replicas(),
                isr,
                now.leader(),
                now.leaderEpoch(),
                now.partitionEpoch() + 1);
    }

    @Test
    void aLeaderThatIsReplacedTellsItsProducersWhoLeadsNow() {
        replicas.create(ALL);
        world.cutOff(2);
        RequestId id = replicas.produce(1, "a");

        replicas.elect(3, 3, 1);

        Produce.Response response = world.answer(Produce.Response.class, 1, id);
        Produce.PartitionResult result = response.topics().get(0).partitions().get(0);
        assertThat(result.error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(result.currentLeader()).isEqualTo(new LeaderAndEpoch(new NodeId(3), 1));
        assertThat(response.endpoints()).extracting("port").containsExactly(9003);
    }

    @Test
    void whatOnlyTheOldLeaderHadIsCutOffWhenItComesBack() {
        replicas.create(ALL);
        replicas.produce(1, "a");
        world.cutOff(1);
        replicas.produce(1, "never acknowledged");
        replicas.elect(2, 2, 3);
        RequestId id = replicas.produce(2, "b");

        replicas.heal();
        world.passes(2_000);

        assertThat(replicas.produced(2, id).error()).isEqualTo(ErrorCode.NONE);
        assertThat(replicas.state().isr()).containsExactlyElementsOf(ALL);
        assertThat(replicas.partition(1).log().logEndOffset()).isEqualTo(2);
        replicas.elect(1, 1, 2, 3);
        world.passes(100);
        assertThat(replicas.read(1, 0)).containsExactly("a", "b");
    }

    @Test
    void followersCutEvenWhatIsCommittedWhenTheElectedLeaderLacksItAndGoOn() {
        replicas.create(ALL);
        replicas.produce(1, "a", "b");
        world.passes(1_000);
        assertThat(replicas.partition(3).highWatermark()).isEqualTo(2);
        world.kill(2);
        for (String name : world.node(2).storage.list("")) {
            world.node(2).storage.delete(name);
        }
        // As only an unclean election would have it: with loss, and told so (R3.3-e).
        replicas.elect(2, 2);

        world.restart(2);
        world.passes(2_000);
        RequestId id = replicas.produce(2, "c");
        world.passes(2_000);

        assertThat(replicas.produced(2, id).error()).isEqualTo(ErrorCode.NONE);
        assertThat(replicas.state().isr()).containsExactlyElementsOf(ALL);
        for (int node = 1; node <= 3; node++) {
            assertThat(replicas.partition(node).log().logEndOffset()).isEqualTo(1);
            assertThat(replicas.partition(node).highWatermark()).isEqualTo(1);
        }
        assertThat(world.node(1).notes).anyMatch(note -> note.contains("below its high watermark"));
    }

    @Test
    void aRestartedBrokerGoesOnWhereItStopped() {
        replicas.create(ALL);
        replicas.produce(1, "a");
        world.passes(10_000);
        world.kill(3);
        replicas.elect(1, 1, 2);
        replicas.produce(1, "b");

        world.restart(3);
        world.passes(2_000);

        assertThat(replicas.partition(3).log().logEndOffset()).isEqualTo(2);
        assertThat(replicas.state().isr()).containsExactlyElementsOf(ALL);
    }

    @Test
    void aDeletedTopicIsGoneFromAllBrokers() {
        replicas.create(ALL);
        replicas.produce(1, "a");

        replicas.commit(new TopicDeleted(ReplicaWorld.TOPIC));
        world.passes(2_000);

        for (int node = 1; node <= 3; node++) {
            assertThat(replicas.partitionOrNull(node)).isNull();
            assertThat(world.node(node).storage.list("")).doesNotContain("t-0");
        }
    }

    @Test
    void aPartitionThatLeavesABrokerIsDeletedThere() {
        replicas.create(ALL);
        replicas.produce(1, "a");
        List<NodeId> two = List.of(new NodeId(1), new NodeId(2));

        replicas.change(
                now -> new PartitionChanged(now.topicId(), 0, two, two, now.leader(), 0, 1));
        world.passes(1_000);

        assertThat(world.node(3).storage.list("")).doesNotContain("t-0");
        assertThat(replicas.isAnswered(1, replicas.produce(1, "b"))).isTrue();
    }

    @Test
    void aLeadersHighWatermarkIsKnownAgainAfterARestart() {
        replicas.create(ALL);
        replicas.produce(1, "a");
        world.passes(10_000);
        world.cutOff(2);
        world.cutOff(3);
        world.kill(1);

        world.restart(1);

        assertThat(replicas.partition(1).highWatermark()).isEqualTo(1);
    }

    @Test
    void anEndIsNotToldBeforeTheNewLeadersFollowersHaveConfirmedIt() {
        replicas.create(ALL);
        replicas.produce(1, "a");
        world.cutOff(3);
        replicas.elect(2, 1, 2, 3);

        ErrorCode latest = offset(2, ListOffsets.LATEST).error();
        ErrorCode earliest = offset(2, ListOffsets.EARLIEST).error();
        replicas.heal();
        world.passes(2_000);

        assertThat(latest).isEqualTo(ErrorCode.OFFSET_NOT_AVAILABLE);
        assertThat(earliest).isEqualTo(ErrorCode.NONE);
        assertThat(offset(2, ListOffsets.LATEST).offset()).isEqualTo(1);
    }

    private ListOffsets.PartitionResult offset(int node, long which) {
        return world.ask(
                        ListOffsets.Response.class,
                        node,
                        new ListOffsets.Request(
                                -1,
                                IsolationLevel.READ_UNCOMMITTED,
                                List.of(
                                        new ListOffsets.TopicQuery(
                                                "t",
                                                List.of(
                                                        new ListOffsets.PartitionQuery(
                                                                0, -1, which))))))
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    @Test
    void aReaderLearnsWhereAnEpochEnds() {
        replicas.create(ALL);
        replicas.produce(1, "a", "b");
        replicas.elect(2, 1, 2, 3);
        world.passes(100);
        replicas.produce(2, "c");

        OffsetForLeaderEpoch.PartitionResult first = epochEnd(2, 0);
        OffsetForLeaderEpoch.PartitionResult second = epochEnd(2, 1);

        assertThat(first.endOffset()).isEqualTo(2);
        assertThat(second.endOffset()).isEqualTo(3);
        assertThat(epochEnd(1, 0).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    private OffsetForLeaderEpoch.PartitionResult epochEnd(int node, int epoch) {
        return world.ask(
                        OffsetForLeaderEpoch.Response.class,
                        node,
                        new OffsetForLeaderEpoch.Request(
                                -1,
                                List.of(
                                        new OffsetForLeaderEpoch.TopicQuery(
                                                "t",
                                                List.of(
                                                        new OffsetForLeaderEpoch.PartitionQuery(
                                                                0, -1, epoch))))))
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    @Test
    void aDirectoryOfAnOlderTopicOfTheSameNameIsNotTakenForTheNewOne() {
        replicas.create(ALL);
        replicas.produce(1, "a", "b");
        world.passes(10_000);
        world.kill(3);
        replicas.commit(new TopicDeleted(ReplicaWorld.TOPIC));
        TopicId another = new TopicId(4711, 2);
        replicas.commit(new TopicCreated("t", another));
        replicas.commit(new PartitionChanged(another, 0, ALL, ALL, ALL.get(0), 0, 0));

        world.restart(3);
        world.passes(2_000);

        Partition fresh = replicas.role(3).store().partition(another, 0);
        assertThat(Objects.requireNonNull(fresh).log().logEndOffset()).isZero();
        assertThat(world.node(3).storage.list("")).anyMatch(name -> name.endsWith("-stray"));
    }

    @Test
    void withFlushMessagesOneAFollowerCountsOnlyOnceItHasFlushed() {
        replicas.create(ALL, "flush.messages", "1");
        world.node(3).flushes = false;
        RequestId id = replicas.produce(1, "a");
        world.passes(900);
        assertThat(replicas.isAnswered(1, id)).isFalse();

        world.node(3).flushes = true;
        world.settle();

        assertThat(replicas.produced(1, id).error()).isEqualTo(ErrorCode.NONE);
    }
}
