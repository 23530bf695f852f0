package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.controller.ControllerWorld.nodes;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.AlterPartitionReassignments.PartitionReassignment;
import strata.kernel.request.AlterPartitionReassignments.PartitionResult;
import strata.kernel.request.AlterPartitionReassignments.TopicReassignment;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.ListPartitionReassignments.TopicQuery;

@Tag("layer")
class ReassignmentTest {
    private final ControllerWorld world = ControllerWorld.withBrokers(5);

    ReassignmentTest() {
        world.createOn("t", nodes(1, 2), "min.insync.replicas", "1");
    }

    private PartitionResult reassign(@Nullable List<Integer> replicas) {
        return reassign("t", 0, true, replicas);
    }

    private PartitionResult reassign(
            String topic, int partition, boolean otherFactor, @Nullable List<Integer> replicas) {
        AlterPartitionReassignments.Request request =
                new AlterPartitionReassignments.Request(
                        1000,
                        otherFactor,
                        List.of(
                                new TopicReassignment(
                                        topic,
                                        List.of(new PartitionReassignment(partition, replicas)))));
        return world.ask(AlterPartitionReassignments.Response.class, 99, request)
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    private List<ListPartitionReassignments.TopicReassignments> moving(
            @Nullable List<TopicQuery> topics) {
        return world.ask(
                        ListPartitionReassignments.Response.class,
                        99,
                        new ListPartitionReassignments.Request(1000, topics))
                .topics();
    }

    @Test
    void theNewReplicasComeBesideTheOldOnes() {
        assertThat(reassign(List.of(3, 4)).error()).isEqualTo(ErrorCode.NONE);

        PartitionChanged state = world.partition("t");
        assertThat(state.replicas()).isEqualTo(nodes(3, 4, 1, 2));
        assertThat(state.adding()).isEqualTo(nodes(3, 4));
        assertThat(state.removing()).isEqualTo(nodes(1, 2));
        assertThat(state.isr()).isEqualTo(nodes(1, 2));
        assertThat(state.leader()).isEqualTo(new NodeId(1));
        assertThat(state.leaderEpoch()).isEqualTo(0);
        assertThat(state.partitionEpoch()).isEqualTo(1);
        List<ListPartitionReassignments.TopicReassignments> expected =
                List.of(
                        new ListPartitionReassignments.TopicReassignments(
                                "t",
                                List.of(
                                        new ListPartitionReassignments.Reassignment(
                                                0, nodes(3, 4, 1, 2), nodes(3, 4), nodes(1, 2)))));
        assertThat(moving(null)).isEqualTo(expected);
        assertThat(moving(List.of(new TopicQuery("t", List.of(0))))).isEqualTo(expected);
        assertThat(moving(List.of(new TopicQuery("t", List.of(1))))).isEmpty();
        assertThat(moving(List.of(new TopicQuery("u", List.of(0))))).isEmpty();
    }

    @Test
    void itIsCompletedWhenTheNewOnesAreInSyncAndTheLeaderIsANewOne() {
        reassign(List.of(3, 4));
        assertThat(world.alterIsr("t", 0, 1, 2, 3).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.partition("t").isReassigning()).isTrue();

        assertThat(world.alterIsr("t", 0, 1, 2, 3, 4).error())
                .isEqualTo(ErrorCode.NEW_LEADER_ELECTED);

        PartitionChanged state = world.partition("t");
        assertThat(state.replicas()).isEqualTo(nodes(3, 4));
        assertThat(state.isr()).isEqualTo(nodes(3, 4));
        assertThat(state.leader()).isEqualTo(new NodeId(3));
        assertThat(state.leaderEpoch()).isEqualTo(1);
        assertThat(state.isReassigning()).isFalse();
        assertThat(moving(null)).isEmpty();
    }

    @Test
    void aLeaderThatStaysBeginsANewEpochWhenOthersGo() {
        reassign(List.of(1, 3));

        assertThat(world.alterIsr("t", 0, 1, 2, 3).error()).isEqualTo(ErrorCode.NONE);

        PartitionChanged state = world.partition("t");
        assertThat(state.replicas()).isEqualTo(nodes(1, 3));
        assertThat(state.isr()).isEqualTo(nodes(1, 3));
        assertThat(state.leader()).isEqualTo(new NodeId(1));
        assertThat(state.leaderEpoch()).isEqualTo(1);
    }

    @Test
    void whoStaysMustBeInSyncTooBeforeOthersGo() {
        world.alterIsr("t", 0, 1);
        reassign(List.of(2, 3));

        assertThat(world.alterIsr("t", 0, 1, 3).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.partition("t").isReassigning()).isTrue();
        assertThat(world.alterIsr("t", 0, 1, 2, 3).error()).isEqualTo(ErrorCode.NEW_LEADER_ELECTED);

        assertThat(world.partition("t").replicas()).isEqualTo(nodes(2, 3));
        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
    }

    @Test
    void anotherOrderIsInForceAtOnceAndFewerReplicasToo() {
        assertThat(reassign(List.of(2, 1)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.partition("t").replicas()).isEqualTo(nodes(2, 1));
        assertThat(world.partition("t").isReassigning()).isFalse();

        assertThat(reassign(List.of(2)).error()).isEqualTo(ErrorCode.NONE);

        assertThat(world.partition("t").replicas()).isEqualTo(nodes(2));
        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
        assertThat(world.partition("t").isr()).isEqualTo(nodes(2));
    }

    @Test
    void aReassignmentIsCancelled() {
        reassign(List.of(3, 4));
        world.alterIsr("t", 0, 1, 2, 3);

        assertThat(reassign(null).error()).isEqualTo(ErrorCode.NONE);

        PartitionChanged state = world.partition("t");
        assertThat(state.replicas()).isEqualTo(nodes(1, 2));
        assertThat(state.isr()).isEqualTo(nodes(1, 2));
        assertThat(state.isReassigning()).isFalse();
        assertThat(state.leaderEpoch()).isEqualTo(1);
    }

    @Test
    void whereOnlyNewOnesAreInSyncItCannotBeCancelledCleanly() {
        reassign(List.of(3, 4));
        world.alterIsr("t", 0, 1, 2, 3);
        world.alterIsr("t", 0, 1, 3);
        world.fallsSilent(1);
        assertThat(world.partition("t").isr()).isEqualTo(nodes(3));

        PartitionResult refused = reassign(null);

        assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(refused.errorMessage())
                .isEqualTo(
                        "Unable to revert partition assignment for t:0 because it would require"
                                + " an unclean leader election.");
        assertThat(world.partition("t").isReassigning()).isTrue();
    }

    @Test
    void anotherTargetTakesThePlaceOfOneUnderWay() {
        reassign(List.of(3, 4));

        reassign(List.of(1, 5));

        PartitionChanged state = world.partition("t");
        assertThat(state.replicas()).isEqualTo(nodes(1, 5, 2, 3, 4));
        assertThat(state.adding()).isEqualTo(nodes(5));
        assertThat(state.removing()).isEqualTo(nodes(2, 3, 4));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(reassign("u", 0, true, List.of(1)))
                .isEqualTo(
                        new PartitionResult(
                                0,
                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                "Unable to find a topic named u."));
        assertThat(reassign("t", 5, true, List.of(1)))
                .isEqualTo(
                        new PartitionResult(
                                5,
                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                "Unable to find partition t:5."));
        assertThat(reassign(null).error()).isEqualTo(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
        for (List<Integer> bad :
                List.<List<Integer>>of(List.of(), List.of(1, 9), List.of(1, 1), List.of(-1))) {
            assertThat(reassign(bad).error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        }
        assertThat(reassign("t", 0, false, List.of(1, 2, 3)))
                .isEqualTo(
                        new PartitionResult(
                                0,
                                ErrorCode.INVALID_REPLICATION_FACTOR,
                                "The replication factor is changed from 2 to 3"));
        assertThat(reassign("t", 0, false, List.of(1, 3)).error()).isEqualTo(ErrorCode.NONE);
    }
}
