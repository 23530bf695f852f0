package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartition.IsrMember;
import strata.kernel.request.AlterPartition.PartitionChange;
import strata.kernel.request.AlterPartition.Recovery;
import strata.kernel.request.AlterPartition.TopicChange;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Metadata;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Vote;

/**
 * Requests of another time: each is refused with the code that tells its sender whether it is
 * behind or ahead, and changes nothing.
 */
@Tag("layer")
class StaleEpochsTest {
    private static final String CLUSTER = "cluster-of-this-test00";

    private final Cluster cluster = new Cluster();
    private final ClusterWorld world = cluster.world;
    private final int leader;
    private final int leaderEpoch;
    private final TopicId topic;

    StaleEpochsTest() {
        cluster.create("t");
        int first = cluster.leader(1, "t");
        cluster.produce(first, "t", "a");
        world.kill(first);
        world.passes(5_000);
        world.restart(first);
        world.passes(5_000);
        leader = cluster.leader(first, "t");
        Metadata.Response metadata =
                world.ask(
                        Metadata.Response.class,
                        leader,
                        new Metadata.Request(List.of(TopicRef.named("t")), false));
        topic = metadata.topics().get(0).id();
        leaderEpoch = metadata.topics().get(0).partitions().get(0).leaderEpoch();
        assertThat(leader).isNotEqualTo(first);
        assertThat(leaderEpoch).isPositive();
    }

    private ErrorCode fetch(int replica, int epoch, long offset) {
        Fetch.PartitionFetch partition = new Fetch.PartitionFetch(0, epoch, offset, -1, 0, 1 << 20);
        Fetch.Request request =
                new Fetch.Request(
                        replica,
                        0,
                        0,
                        1 << 20,
                        IsolationLevel.READ_UNCOMMITTED,
                        0,
                        -1,
                        List.of(
                                new Fetch.TopicFetch(
                                        new TopicRef.Identified(topic), List.of(partition))));
        return world.ask(Fetch.Response.class, leader, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    @Test
    void aFetchOfAnotherLeaderEpochIsToldWhoIsBehind() {
        int follower = cluster.other(leader);

        assertThat(fetch(-1, leaderEpoch - 1, 1)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(fetch(-1, leaderEpoch + 1, 1)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(fetch(follower, leaderEpoch - 1, 1)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(fetch(follower, leaderEpoch + 1, 1)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(fetch(-1, leaderEpoch, 1)).isEqualTo(ErrorCode.NONE);
    }

    private ErrorCode offsets(int epoch) {
        ListOffsets.PartitionQuery query =
                new ListOffsets.PartitionQuery(0, epoch, ListOffsets.LATEST);
        return world.ask(
                        ListOffsets.Response.class,
                        leader,
                        new ListOffsets.Request(
                                -1,
                                IsolationLevel.READ_UNCOMMITTED,
                                List.of(new ListOffsets.TopicQuery("t", List.of(query)))))
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    @Test
    void aSearchForOffsetsOfAnotherLeaderEpochIsToldWhoIsBehind() {
        assertThat(offsets(leaderEpoch - 1)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(offsets(leaderEpoch + 1)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(offsets(leaderEpoch)).isEqualTo(ErrorCode.NONE);
    }

    private ErrorCode epochEnd(int epoch) {
        OffsetForLeaderEpoch.PartitionQuery query =
                new OffsetForLeaderEpoch.PartitionQuery(0, epoch, 0);
        return world.ask(
                        OffsetForLeaderEpoch.Response.class,
                        leader,
                        new OffsetForLeaderEpoch.Request(
                                -1,
                                List.of(new OffsetForLeaderEpoch.TopicQuery("t", List.of(query)))))
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    @Test
    void aQuestionForAnEpochsEndOfAnotherLeaderEpochIsToldWhoIsBehind() {
        assertThat(epochEnd(leaderEpoch - 1)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(epochEnd(leaderEpoch + 1)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(epochEnd(leaderEpoch)).isEqualTo(ErrorCode.NONE);
    }

    private DescribeQuorum.Response quorum() {
        return world.ask(DescribeQuorum.Response.class, 1, new DescribeQuorum.Request());
    }

    private int controller() {
        return Objects.requireNonNull(quorum().leader()).number();
    }

    /** Of its present run, as it says to the controller. */
    private long brokerEpoch(int broker) {
        world.passes(3_000);
        BrokerHeartbeat.Request beat =
                (BrokerHeartbeat.Request)
                        Objects.requireNonNull(
                                world.lastAsked(broker, controller(), Lane.CONTROLLER));
        return beat.brokerEpoch();
    }

    private ErrorCode beat(int broker, long epoch) {
        return world.ask(
                        BrokerHeartbeat.Response.class,
                        controller(),
                        new BrokerHeartbeat.Request(broker, epoch, 0, false, true))
                .error();
    }

    @Test
    void aHeartbeatOfAnotherRunOfABrokerDoesNotCount() {
        long epoch = brokerEpoch(leader);

        assertThat(beat(leader, epoch - 1)).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(beat(leader, epoch + 1)).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(beat(77, epoch)).isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED);
        world.passes(3_000);
        assertThat(cluster.leader(1, "t")).isEqualTo(leader);
    }

    private AlterPartition.Response alter(long brokerEpoch, int epoch, int partitionEpoch) {
        PartitionChange change =
                new PartitionChange(
                        0,
                        epoch,
                        List.of(new IsrMember(leader, -1L)),
                        Recovery.RECOVERED,
                        partitionEpoch);
        return world.ask(
                AlterPartition.Response.class,
                controller(),
                new AlterPartition.Request(
                        leader, brokerEpoch, List.of(new TopicChange(topic, List.of(change)))));
    }

    private static ErrorCode only(AlterPartition.Response response) {
        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        return response.topics().get(0).partitions().get(0).error();
    }

    @Test
    void aChangeOfAnIsrOfAnotherTimeIsNotMade() {
        long epoch = brokerEpoch(leader);
        int isr = cluster.partition(1, "t").isr().size();

        assertThat(alter(epoch - 1, leaderEpoch, 0).error())
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(only(alter(epoch, leaderEpoch - 1, 0))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(only(alter(epoch, leaderEpoch, 0))).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        // The controller that is behind is no controller to this leader.
        assertThat(only(alter(epoch, leaderEpoch + 1, 0))).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(only(alter(epoch, leaderEpoch, 1_000))).isEqualTo(ErrorCode.NOT_CONTROLLER);
        world.passes(1_000);
        assertThat(cluster.partition(1, "t").isr()).hasSize(isr);
    }

    @Test
    void theQuorumTakesNoWordOfAnOlderEpoch() {
        int controller = controller();
        int epoch = quorum().leaderEpoch();
        int other = cluster.other(controller);
        int old = epoch - 1;

        Vote.Response vote =
                world.ask(
                        Vote.Response.class,
                        controller,
                        new Vote.Request(CLUSTER, controller, other, old, old - 1, 9_999, false));
        BeginQuorumEpoch.Response begin =
                world.ask(
                        BeginQuorumEpoch.Response.class,
                        controller,
                        new BeginQuorumEpoch.Request(CLUSTER, controller, other, old));
        EndQuorumEpoch.Response end =
                world.ask(
                        EndQuorumEpoch.Response.class,
                        controller,
                        new EndQuorumEpoch.Request(CLUSTER, other, old, List.of(controller)));

        assertThat(vote.error()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(vote.granted()).isFalse();
        assertThat(vote.leaderEpoch()).isEqualTo(epoch);
        assertThat(begin.error()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(begin.leader()).isEqualTo(new NodeId(controller));
        assertThat(end.error()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(controller()).isEqualTo(controller);
    }

    private ErrorCode fetchMetadata(int node, int epoch) {
        Fetch.PartitionFetch partition = new Fetch.PartitionFetch(0, epoch, 0, -1, 0, 1 << 20);
        Fetch.Request request =
                new Fetch.Request(
                        cluster.other(node),
                        0,
                        0,
                        1 << 20,
                        IsolationLevel.READ_UNCOMMITTED,
                        0,
                        -1,
                        List.of(
                                new Fetch.TopicFetch(
                                        TopicRef.named("__cluster_metadata"), List.of(partition))));
        return world.ask(Fetch.Response.class, node, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    @Test
    void theMetadataLogIsServedInItsPresentEpochAlone() {
        int controller = controller();
        int epoch = quorum().leaderEpoch();

        assertThat(fetchMetadata(controller, epoch - 1)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(fetchMetadata(controller, epoch + 1)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(fetchMetadata(cluster.other(controller), epoch))
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        FetchSnapshot.Response piece =
                world.ask(
                        FetchSnapshot.Response.class,
                        controller,
                        new FetchSnapshot.Request(
                                CLUSTER,
                                cluster.other(controller),
                                1 << 20,
                                epoch - 1,
                                new EpochEndOffset(epoch, 1),
                                0));
        assertThat(piece.error()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
    }
}
