package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.controller.ControllerWorld.nodes;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartition.PartitionResult;
import strata.kernel.request.AlterPartition.Recovery;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.IncrementalAlterConfigs.Change;

@Tag("layer")
class IsrChangesTest {
    private final ControllerWorld world = ControllerWorld.withBrokers(4);

    IsrChangesTest() {
        world.createOn("t", nodes(1, 2, 3), "min.insync.replicas", "2");
    }

    private void configure(String key, String value) {
        IncrementalAlterConfigs.Request request =
                new IncrementalAlterConfigs.Request(
                        List.of(
                                new IncrementalAlterConfigs.Resource(
                                        DescribeConfigs.Resource.TOPIC,
                                        "t",
                                        List.of(new Change(key, Change.SET, value)))),
                        false);
        List<AlterConfigs.ResourceResult> results =
                world.ask(IncrementalAlterConfigs.Response.class, 99, request).resources();
        assertThat(results.get(0).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aLeaderShrinksAndExpandsItsIsr() {
        PartitionResult shrunk = world.alterIsr("t", 0, 1, 2);
        PartitionResult expanded = world.alterIsr("t", 0, 1, 2, 3);

        assertThat(shrunk)
                .isEqualTo(
                        new PartitionResult(
                                0,
                                ErrorCode.NONE,
                                new NodeId(1),
                                0,
                                nodes(1, 2),
                                Recovery.RECOVERED,
                                1));
        assertThat(expanded.isr()).isEqualTo(nodes(1, 2, 3));
        assertThat(world.partition("t").partitionEpoch()).isEqualTo(2);
        assertThat(world.partition("t").leaderEpoch()).isEqualTo(0);
    }

    @Test
    void aSmallIsrKeepsThoseWhoLeftEligible() {
        world.alterIsr("t", 0, 1);

        assertThat(world.partition("t").elr()).isEqualTo(nodes(2, 3));
    }

    @Test
    void aChangeOfAnOldStateIsRefusedAndSaysSo() {
        PartitionChanged old = world.partition("t");
        TopicId id = world.topicId("t");
        world.alterIsr("t", 0, 1, 2);

        assertThat(world.alterIsr(1, id, world.change(old, false, 1, 3)).error())
                .isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(world.partition("t").isr()).isEqualTo(nodes(1, 2));
    }

    @Test
    void aReplacedLeaderIsFenced() {
        PartitionChanged old = world.partition("t");
        world.fallsSilent(1);
        world.beat(1);

        assertThat(world.alterIsr(1, world.topicId("t"), world.change(old, false, 1)).error())
                .isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
    }

    @Test
    void aFencedBrokerDoesNotComeIntoAnIsr() {
        world.fallsSilent(3);

        assertThat(world.alterIsr("t", 0, 1, 2, 3).error()).isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
    }

    @Test
    void aStaleProcessAndUnknownTopicsAreRefused() {
        AlterPartition.Request stale = new AlterPartition.Request(1, 0, List.of());
        AlterPartition.PartitionChange change = world.change(world.partition("t"), false, 1);

        assertThat(world.ask(AlterPartition.Response.class, 1, stale).error())
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(world.alterIsr(1, new TopicId(5, 5), change).error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(
                        world.alterIsr(
                                        1,
                                        world.topicId("t"),
                                        new AlterPartition.PartitionChange(
                                                7, 0, List.of(), Recovery.RECOVERED, 0))
                                .error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void anUncleanLeaderRecoversBeforeOthersJoin() {
        world.createOn("u", nodes(1, 2), "unclean.leader.election.enable", "true");
        world.alterIsr("u", 0, 1);
        world.fallsSilent(1);
        PartitionChanged elected = world.partition("u");
        TopicId id = world.topicId("u");
        assertThat(elected.leader()).isEqualTo(new NodeId(2));
        assertThat(elected.recovering()).isTrue();
        world.beat(1);

        assertThat(world.alterIsr(2, id, world.change(elected, true, 2, 1)).error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        PartitionResult recovered = world.alterIsr(2, id, world.change(elected, false, 2));

        assertThat(recovered.error()).isEqualTo(ErrorCode.NONE);
        assertThat(recovered.recovery()).isEqualTo(Recovery.RECOVERED);
        assertThat(recovered.partitionEpoch()).isEqualTo(elected.partitionEpoch() + 1);
        assertThat(world.alterIsr("u", 0, 1, 2).isr()).isEqualTo(nodes(1, 2));
    }

    @Test
    void withoutLeaveNoUncleanLeaderIsElectedUntilItIsGiven() {
        world.alterIsr("t", 0, 1, 2);
        world.fallsSilent(2);
        world.fallsSilent(1);
        assertThat(world.partition("t").leader()).isNull();
        assertThat(world.partition("t").elr()).isEqualTo(nodes(1, 2));

        configure("unclean.leader.election.enable", "true");

        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(3));
        assertThat(world.partition("t").recovering()).isTrue();
    }

    @Test
    void aSmallerMinimumEndsTheEligibilityOfThoseWhoMissWhatIsCommittedNow() {
        world.alterIsr("t", 0, 1);

        configure("min.insync.replicas", "1");

        assertThat(world.partition("t").elr()).isEmpty();
    }

    @Test
    void aGreaterMinimumIsAStateOfItsOwnForALeaderThatHasNotHeardOfIt() {
        PartitionChanged old = world.partition("t");

        configure("min.insync.replicas", "3");

        assertThat(world.partition("t").partitionEpoch()).isEqualTo(old.partitionEpoch() + 1);
        assertThat(world.alterIsr(1, world.topicId("t"), world.change(old, false, 1)).error())
                .isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(Objects.requireNonNull(world.partition("t").leader())).isEqualTo(new NodeId(1));
    }
}
