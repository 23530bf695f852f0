package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.controller.ControllerWorld.nodes;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.ElectLeaders.PartitionResult;
import strata.kernel.request.ElectLeaders.TopicPartitions;
import strata.kernel.request.ElectLeaders.TopicResult;

@Tag("layer")
class ElectLeadersTest {
    private final ControllerWorld world =
            ControllerWorld.withBrokers(3, "leader.imbalance.check.interval.seconds", "60");

    private ElectLeaders.Response elect(byte type, @Nullable List<TopicPartitions> topics) {
        return world.ask(
                ElectLeaders.Response.class, 99, new ElectLeaders.Request(type, topics, 1000));
    }

    private PartitionResult elect(byte type, String topic, int partition) {
        List<TopicPartitions> asked = List.of(new TopicPartitions(topic, List.of(partition)));
        return elect(type, asked).topics().get(0).partitions().get(0);
    }

    /** Broker 1 was away, and is in sync again; 2 leads. */
    private void leadershipHasMoved(String topic) {
        world.createOn(topic, nodes(1, 2, 3));
        world.fallsSilent(1);
        world.beat(1);
        world.alterIsr(topic, 0, 1, 2, 3);
        assertThat(world.partition(topic).leader()).isEqualTo(new NodeId(2));
    }

    @Test
    void thePreferredReplicaLeadsAgain() {
        leadershipHasMoved("t");

        assertThat(elect(ElectLeaders.PREFERRED, "t", 0))
                .isEqualTo(new PartitionResult(0, ErrorCode.NONE, null));

        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(1));
        assertThat(world.partition("t").leaderEpoch()).isEqualTo(2);
    }

    @Test
    void ofAllPartitionsOnlyThoseAreToldThatNeededIt() {
        leadershipHasMoved("t");
        world.createOn("u", nodes(2, 3));

        ElectLeaders.Response response = elect(ElectLeaders.PREFERRED, null);

        assertThat(response.topics())
                .isEqualTo(
                        List.of(
                                new TopicResult(
                                        "t", List.of(new PartitionResult(0, ErrorCode.NONE, null))),
                                new TopicResult("u", List.of())));
    }

    @Test
    void whatNeedsNoElectionOrHasNoCandidateIsRefused() {
        world.createOn("t", nodes(1, 2, 3));
        assertThat(elect(ElectLeaders.PREFERRED, "t", 0))
                .isEqualTo(
                        new PartitionResult(
                                0,
                                ErrorCode.ELECTION_NOT_NEEDED,
                                "Leader election not needed for topic partition."));
        assertThat(elect(ElectLeaders.UNCLEAN, "t", 0).error())
                .isEqualTo(ErrorCode.ELECTION_NOT_NEEDED);
        world.fallsSilent(1);
        assertThat(elect(ElectLeaders.PREFERRED, "t", 0))
                .isEqualTo(
                        new PartitionResult(
                                0,
                                ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
                                "The preferred leader was not available."));
        assertThat(elect(ElectLeaders.PREFERRED, "u", 0).errorMessage())
                .isEqualTo("No such topic as u");
        assertThat(elect(ElectLeaders.PREFERRED, "t", 4).errorMessage())
                .isEqualTo("No such partition as t-4");
        assertThat(elect((byte) 2, null).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void anUncleanElectionIsHeldOnDemandOnly() {
        world.createOn("t", nodes(1, 2));
        world.alterIsr("t", 0, 1);
        world.fallsSilent(1);
        assertThat(world.partition("t").leader()).isNull();

        assertThat(elect(ElectLeaders.UNCLEAN, "t", 0).error()).isEqualTo(ErrorCode.NONE);

        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
        assertThat(world.partition("t").recovering()).isTrue();
        world.fallsSilent(2);
        assertThat(elect(ElectLeaders.UNCLEAN, "t", 0))
                .isEqualTo(
                        new PartitionResult(
                                0,
                                ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE,
                                "Eligible topic partition leaders are not available."));
    }

    @Test
    void leadershipGoesBackByItselfAfterAWhile() {
        leadershipHasMoved("t");

        for (int second = 0; second < 61; second++) {
            world.passes(1_000);
            world.beat(1);
            world.beat(2);
            world.beat(3);
        }

        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(1));
    }
}
