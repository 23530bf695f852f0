package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicRef;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.ListGroups;
import strata.kernel.request.Metadata;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;

/** Three whole nodes and the groups of layer 4. */
@Tag("layer")
class ClusterGroupsTest {
    private static final long MOST_MS = 10_000;

    private final Cluster cluster = new Cluster();
    private final ClusterWorld world = cluster.world;

    @BeforeEach
    void topicsAreThere() {
        cluster.create("t");
        find(1, "g");
        world.passes(1_000);
    }

    private FindCoordinator.Coordinator find(int asked, String group) {
        return world.await(
                        FindCoordinator.Response.class, asked, GroupRequests.find(group), MOST_MS)
                .coordinators()
                .get(0);
    }

    private ErrorCode commit(int node, String group, long offset) {
        OffsetCommit.Response response =
                world.await(
                        OffsetCommit.Response.class,
                        node,
                        GroupRequests.commit(group, offset),
                        MOST_MS);
        return response.topics().get(0).partitions().get(0).error();
    }

    private Object fetch(int node, String group) {
        OffsetFetch.GroupResult result =
                world.await(OffsetFetch.Response.class, node, GroupRequests.fetch(group), MOST_MS)
                        .groups()
                        .get(0);
        return result.error() != ErrorCode.NONE
                ? result.error()
                : result.topics().get(0).partitions().get(0).offset();
    }

    @Test
    void everyNodeNamesTheSameCoordinatorAndOnlyThatOneAnswers() {
        int coordinator = find(1, "g").nodeId();

        assertThat(find(2, "g").nodeId()).isEqualTo(coordinator);
        assertThat(find(3, "g").nodeId()).isEqualTo(coordinator);
        for (int node = 1; node <= 3; node++) {
            assertThat(commit(node, "g", 7))
                    .isEqualTo(node == coordinator ? ErrorCode.NONE : ErrorCode.NOT_COORDINATOR);
        }
    }

    @Test
    void theTopicHasAReplicaOnEveryBroker() {
        List<Metadata.PartitionDescription> partitions =
                world.ask(
                                Metadata.Response.class,
                                2,
                                new Metadata.Request(
                                        List.of(TopicRef.named("__consumer_offsets")), false))
                        .topics()
                        .get(0)
                        .partitions();

        assertThat(partitions).hasSize(50).allMatch(one -> one.isr().size() == 3);
        // Every broker coordinates some groups.
        assertThat(partitions)
                .extracting(Metadata.PartitionDescription::leader)
                .contains(new NodeId(1), new NodeId(2), new NodeId(3));
    }

    @Test
    void whenACoordinatorDiesAnotherKnowsAllThatItHasAnswered() {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String group = "group-" + i;
            groups.add(group);
            assertThat(commit(find(1, group).nodeId(), group, i)).isEqualTo(ErrorCode.NONE);
        }
        int dead = find(1, "group-0").nodeId();
        int asked = cluster.other(dead);

        world.kill(dead);
        long diedMs = world.nowMs;
        world.passesUntil(MOST_MS, () -> isReady(asked, dead, groups));

        assertThat(world.nowMs - diedMs).isLessThan(2_000);
        for (int i = 0; i < 30; i++) {
            String group = groups.get(i);
            assertThat(fetch(find(asked, group).nodeId(), group)).isEqualTo((long) i);
        }
    }

    private boolean isReady(int asked, int dead, List<String> groups) {
        for (String group : groups) {
            FindCoordinator.Coordinator found = find(asked, group);
            if (found.error() != ErrorCode.NONE
                    || found.nodeId() == dead
                    || fetch(found.nodeId(), group) instanceof ErrorCode) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aBrokerThatIsStoppedHandsItsGroupsOver() {
        int first = find(1, "g").nodeId();
        commit(first, "g", 7);

        world.stop(first);
        world.passes(500);
        int next = find(cluster.other(first), "g").nodeId();

        assertThat(next).isNotEqualTo(first);
        assertThat(fetch(next, "g")).isEqualTo(7L);
    }

    @Test
    void offsetsOfADeletedTopicGo() {
        int coordinator = find(1, "g").nodeId();
        commit(coordinator, "g", 7);

        world.await(
                strata.kernel.request.DeleteTopics.Response.class,
                2,
                new strata.kernel.request.DeleteTopics.Request(List.of(TopicRef.named("t")), 5_000),
                MOST_MS);
        world.passes(1_000);

        OffsetFetch.Response left =
                world.await(
                        OffsetFetch.Response.class, coordinator, GroupRequests.fetch("g"), MOST_MS);
        assertThat(left.groups().get(0).topics()).isEmpty();
    }

    @Test
    void eachBrokerListsItsOwnGroups() {
        for (int i = 0; i < 10; i++) {
            String group = "group-" + i;
            commit(find(1, group).nodeId(), group, i);
        }

        List<String> all = new ArrayList<>();
        for (int node = 1; node <= 3; node++) {
            world.await(
                            ListGroups.Response.class,
                            node,
                            new ListGroups.Request(List.of(), List.of()),
                            MOST_MS)
                    .groups()
                    .forEach(group -> all.add(group.groupId()));
        }

        assertThat(all).hasSize(10).doesNotHaveDuplicates();
    }
}
