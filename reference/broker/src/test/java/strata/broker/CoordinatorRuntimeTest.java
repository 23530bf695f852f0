package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Response;

/**
 * What becomes of what a coordinator decides: when it is answered, and what a change of leaders
 * does to it.
 */
@Tag("layer")
class CoordinatorRuntimeTest {
    private final RegisterCluster cluster = new RegisterCluster();
    private final RegisterGroups groups = cluster.groups;
    private final ReplicaWorld replicas = cluster.replicas;
    private final ClusterWorld world = cluster.world;

    @Test
    void whatIsCommittedIsSeenByTheNextFetch() {
        RequestId id = cluster.commit(1, "g", 7);

        assertThat(cluster.committed(1, id)).isEqualTo(ErrorCode.NONE);
        assertThat(cluster.fetch(1, "g")).isEqualTo(7L);
    }

    @Test
    void aBrokerThatDoesNotLeadThePartitionIsNoCoordinator() {
        assertThat(cluster.committed(2, cluster.commit(2, "g", 7)))
                .isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(cluster.fetch(3, "g")).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void anAnswerLeavesOnceEveryInSyncReplicaHasItsRecord() {
        world.cutOff(3);

        RequestId id = cluster.commit(1, "g", 7);
        assertThat(cluster.isAnswered(1, id)).isFalse();
        replicas.heal();
        world.passes(1_000);

        assertThat(cluster.committed(1, id)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aFetchThatSawWhatIsNotCommittedWaitsForIt() {
        cluster.commit(1, "g", 7);
        world.cutOff(3);

        RequestId commit = cluster.commit(1, "g", 8);
        RequestId fetch = world.send(1, GroupRequests.fetch("g"));
        assertThat(cluster.isAnswered(1, fetch)).isFalse();
        replicas.heal();
        world.passes(1_000);

        assertThat(cluster.committed(1, commit)).isEqualTo(ErrorCode.NONE);
        assertThat(cluster.fetched(1, fetch)).isEqualTo(8L);
    }

    @Test
    void whatWasNeverCommittedIsNeverTold() {
        cluster.commit(1, "g", 7);
        world.cutOff(1);
        RequestId commit = cluster.commit(1, "g", 8);
        RequestId fetch = world.send(1, GroupRequests.fetch("g"));

        replicas.elect(2, 2, 3);
        world.passes(1_000);
        Object seenByTheNext = cluster.fetch(2, "g");
        replicas.heal();
        world.passes(1_000);

        assertThat(seenByTheNext).isEqualTo(7L);
        assertThat(cluster.committed(1, commit)).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(cluster.fetched(1, fetch)).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(cluster.fetch(1, "g")).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(cluster.fetch(2, "g")).isEqualTo(7L);
    }

    @Test
    void aNewLeaderTellsWhatItFoundOnlyOnceThatIsCommitted() {
        cluster.commit(1, "g", 7);
        world.cutOff(3);
        // Follower 2 has it, but it is not committed.
        cluster.commit(1, "g", 8);
        world.passes(600);
        assertThat(replicas.partition(2).log().logEndOffset()).isEqualTo(2);

        replicas.elect(2, 2, 3);
        world.passes(10);
        RequestId fetch = world.send(2, GroupRequests.fetch("g"));

        assertThat(cluster.isAnswered(2, fetch)).isFalse();
        replicas.heal();
        world.passes(2_000);
        assertThat(cluster.fetched(2, fetch)).isEqualTo(8L);
    }

    @Test
    void theNextLeaderKnowsWhatTheLastOneHasAnswered() {
        for (int i = 0; i < 20; i++) {
            assertThat(cluster.committed(1, cluster.commit(1, "g" + i % 5, i)))
                    .isEqualTo(ErrorCode.NONE);
        }
        Map<String, Map<String, Long>> before = groups.made.get(0).offsets;

        world.kill(1);
        replicas.elect(2, 2, 3);
        world.passes(100);

        assertThat(cluster.last()).isNotSameAs(groups.made.get(0));
        assertThat(cluster.last().offsets).isEqualTo(before);
        assertThat(cluster.last().loadedMs).isPositive();
        assertThat(cluster.fetch(2, "g4")).isEqualTo(19L);
    }

    @Test
    void aWholeClusterThatCrashedKnowsWhatItHasAnswered() {
        cluster.commit(1, "a", 1);
        cluster.commit(1, "b", 2);
        Map<String, Map<String, Long>> before = groups.made.get(0).offsets;
        for (int node = 1; node <= 3; node++) {
            world.kill(node);
        }

        for (int node = 1; node <= 3; node++) {
            world.restart(node);
        }
        world.passes(1_000);

        assertThat(cluster.last().offsets).isEqualTo(before);
        assertThat(cluster.fetch(1, "b")).isEqualTo(2L);
    }

    @Test
    void whoWaitsInACoordinatorIsToldWhenItIsOneNoLonger() {
        RequestId join = world.send(1, GroupRequests.join("g"));
        assertThat(cluster.isAnswered(1, join)).isFalse();

        replicas.elect(2, 1, 2, 3);

        assertThat(world.answer(JoinGroup.Response.class, 1, join).error())
                .isEqualTo(ErrorCode.NOT_COORDINATOR);
        world.passes(RegisterGroups.JOIN_MS + 1_000);
    }

    @Test
    void oneThatLeadsAgainInAnotherEpochBeginsAnew() {
        cluster.commit(1, "g", 7);
        RequestId join = world.send(1, GroupRequests.join("g"));

        replicas.elect(1, 1, 2, 3);
        world.passes(1_000);

        assertThat(world.answer(JoinGroup.Response.class, 1, join).error())
                .isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(groups.made).hasSize(2);
        assertThat(cluster.fetch(1, "g")).isEqualTo(7L);
    }

    @Test
    void anotherIsrChangesNothing() {
        cluster.commit(1, "g", 7);

        replicas.change(
                now ->
                        new PartitionChanged(
                                now.topicId(),
                                0,
                                now.replicas(),
                                List.of(new NodeId(1), new NodeId(2)),
                                now.leader(),
                                now.leaderEpoch(),
                                now.partitionEpoch() + 1));

        assertThat(groups.made).hasSize(1);
        assertThat(cluster.fetch(1, "g")).isEqualTo(7L);
    }

    @Test
    void leadershipThatIsLostWhileLoadingLeavesNothingBehind() {
        cluster.commit(1, "g", 7);

        replicas.elect(2, 1, 2, 3);
        replicas.elect(3, 1, 2, 3);
        world.passes(1_000);

        assertThat(groups.made.get(1).loadedMs).isEqualTo(-1);
        assertThat(cluster.fetch(2, "g")).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(cluster.fetch(3, "g")).isEqualTo(7L);
    }

    @Test
    void aDeletedTopicHasNoCoordinator() {
        RequestId join = world.send(1, GroupRequests.join("g"));

        replicas.commit(new TopicDeleted(ReplicaWorld.TOPIC));

        assertThat(world.answer(JoinGroup.Response.class, 1, join).error())
                .isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(cluster.fetch(1, "g")).isEqualTo(ErrorCode.NOT_COORDINATOR);
        world.passes(RegisterGroups.JOIN_MS + 1_000);
    }

    @Test
    void whatTooFewReplicasWouldHaveIsRefusedAndNotTrue() {
        replicas.commit(new TopicConfigChanged(ReplicaWorld.TOPIC, "min.insync.replicas", "2"));
        cluster.commit(1, "g", 7);
        replicas.commit(
                new BrokerChanged(new NodeId(2), 0, true, false),
                new BrokerChanged(new NodeId(3), 0, true, false));
        replicas.change(
                now ->
                        new PartitionChanged(
                                now.topicId(),
                                0,
                                now.replicas(),
                                List.of(new NodeId(1)),
                                now.leader(),
                                now.leaderEpoch(),
                                now.partitionEpoch() + 1));

        RequestId refused = cluster.commit(1, "g", 8);

        assertThat(cluster.committed(1, refused)).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(cluster.last().refusals).containsExactly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(cluster.last().offsets.get("g")).containsValue(7L);
        assertThat(replicas.partition(1).log().logEndOffset()).isEqualTo(1);
    }

    @Test
    void whatIsTooLargeForTheTopicIsRefused() {
        cluster.commit(1, "g", 7);
        replicas.commit(new TopicConfigChanged(ReplicaWorld.TOPIC, "max.message.bytes", "1000"));

        RequestId refused = world.send(1, GroupRequests.commit("g", 8, "m".repeat(1_000)));

        assertThat(cluster.committed(1, refused)).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(cluster.last().refusals).containsExactly(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(cluster.fetch(1, "g")).isEqualTo(7L);
    }

    @Test
    void whatIsNotCommittedInTimeIsToldSoOnceAndMayYetBe() {
        world.cutOff(3);
        RequestId commit = cluster.commit(1, "g", 7);
        RequestId heartbeat = world.send(1, GroupRequests.heartbeat("g"));
        RequestId fetch = world.send(1, GroupRequests.fetch("g"));

        world.passes(4_900);
        assertThat(cluster.isAnswered(1, commit)).isFalse();
        world.passes(200);

        assertThat(cluster.committed(1, commit)).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.answer(Heartbeat.Response.class, 1, heartbeat).error())
                .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(cluster.fetched(1, fetch)).isEqualTo(ErrorCode.NOT_COORDINATOR);
        replicas.heal();
        world.passes(1_000);
        assertThat(cluster.fetch(1, "g")).isEqualTo(7L);
    }

    @Test
    void oneCommandMayAnswerThoseOfOthers() {
        RequestId first = world.send(1, GroupRequests.join("g"));
        RequestId second = world.send(1, GroupRequests.join("g"));
        assertThat(cluster.isAnswered(1, first)).isFalse();

        RequestId third = world.send(1, GroupRequests.leave("g"));

        assertThat(cluster.isAnswered(1, first)).isTrue();
        assertThat(cluster.isAnswered(1, second)).isTrue();
        assertThat(cluster.isAnswered(1, third)).isTrue();
    }

    @Test
    void whatIsDueIsDoneOnTime() {
        RequestId first = world.send(1, GroupRequests.join("g"));
        world.passes(4_000);
        RequestId second = world.send(1, GroupRequests.join("g"));

        world.passes(RegisterGroups.JOIN_MS - 4_001);
        assertThat(cluster.isAnswered(1, first)).isFalse();
        world.passes(2);
        assertThat(world.answer(JoinGroup.Response.class, 1, first).error())
                .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(cluster.isAnswered(1, second)).isFalse();
        world.passes(4_000);

        assertThat(cluster.isAnswered(1, second)).isTrue();
    }

    @Test
    void whatIsDueAfterLoadingIsDoneThoughNobodyAsks() {
        replicas.elect(2, 1, 2, 3);

        world.passes(1_000);

        assertThat(cluster.last().loadedMs).isPositive();
        assertThat(cluster.last().dueMs)
                .isEqualTo(cluster.last().loadedMs + RegisterGroups.LOADED_MS);
    }

    @Test
    void aClientThatHasGoneIsNotAnswered() {
        RequestId join = world.send(1, GroupRequests.join("g"));

        world.node(1).turn(new Event.ClientDisconnected(join.connectionId()));
        world.send(1, GroupRequests.leave("g"));

        assertThat(cluster.isAnswered(1, join)).isFalse();
    }

    @Test
    void everyRequestIsAnsweredOnceThroughManyChangesOfLeaders() {
        List<RequestId> asked = new ArrayList<>();
        Map<RequestId, Integer> nodes = new LinkedHashMap<>();
        for (int round = 0; round < 12; round++) {
            int leader = 1 + round % 3;
            for (int i = 0; i < 5; i++) {
                RequestId id = cluster.commit(leader, "g", 10 * round + i);
                RequestId join = world.send(leader, GroupRequests.join("g"));
                asked.addAll(List.of(id, join));
                nodes.put(id, leader);
                nodes.put(join, leader);
            }
            replicas.elect(1 + (round + 1) % 3, 1, 2, 3);
            world.passes(round % 2 == 0 ? 0 : 50);
        }
        world.passes(1_000);

        for (RequestId id : asked) {
            assertThat(cluster.isAnswered(Objects.requireNonNull(nodes.get(id)), id)).isTrue();
        }
    }

    @Test
    void anAnswerIsNeverOfAnotherKindThanItsRequest() {
        RequestId fetch = world.send(2, GroupRequests.fetch("a", "b"));

        Response response = world.answer(Response.class, 2, fetch);
        assertThat(((OffsetFetch.Response) response).groups())
                .extracting(OffsetFetch.GroupResult::groupId)
                .containsExactly("a", "b");
    }
}
