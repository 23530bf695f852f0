package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.controller.ControllerWorld.CLUSTER;
import static strata.broker.controller.ControllerWorld.nodes;

import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.UnregisterBroker;

@Tag("layer")
class BrokersTest {
    private final ControllerWorld world = ControllerWorld.withBrokers(3);

    private BrokerRegistered broker(int id) {
        return Objects.requireNonNull(world.image().broker(new NodeId(id)));
    }

    @Test
    void aBrokerIsFencedUntilItHasItsOwnRegistration() {
        assertThat(world.register(4, -1)).isEqualTo(ErrorCode.NONE);
        assertThat(broker(4).fenced()).isTrue();
        assertThat(world.epoch(4)).isEqualTo(broker(4).brokerEpoch());

        BrokerHeartbeat.Response tooEarly = world.beat(4, world.epoch(4) - 1, false, false);
        assertThat(tooEarly)
                .isEqualTo(new BrokerHeartbeat.Response(ErrorCode.NONE, false, true, false));

        BrokerHeartbeat.Response inTime = world.beat(4, world.epoch(4), false, false);
        assertThat(inTime)
                .isEqualTo(new BrokerHeartbeat.Response(ErrorCode.NONE, true, false, false));
        assertThat(broker(4).fenced()).isFalse();
    }

    @Test
    void aBrokerThatWantsToBeFencedStaysFenced() {
        world.register(4, -1);
        assertThat(world.beat(4, world.epoch(4), true, false).fenced()).isTrue();
        world.beat(4);

        assertThat(world.beat(4, world.epoch(4), true, false).fenced()).isTrue();
        assertThat(broker(4).fenced()).isTrue();
    }

    @Test
    void aRegistrationThatIsAskedForTwiceIsOne() {
        UUID process = new UUID(4, 4);
        world.register(4, process, -1, null);
        long epoch = world.epoch(4);
        int facts = world.log.size();

        assertThat(world.register(4, process, -1, null)).isEqualTo(ErrorCode.NONE);

        assertThat(world.epoch(4)).isEqualTo(epoch);
        assertThat(world.log).hasSize(facts);
    }

    @Test
    void aSecondProcessWithTheIdOfALiveOneIsRefused() {
        world.passes(8_000);

        assertThat(world.register(1, -1)).isEqualTo(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
        assertThat(world.beat(1).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aProcessThatWasStartedAnewNeedNotWaitForTheOldOnesSession() {
        long before = world.epoch(1);
        world.controller.clientDisconnected(1);

        assertThat(world.register(1, -1)).isEqualTo(ErrorCode.NONE);

        assertThat(world.epoch(1)).isGreaterThan(before);
        assertThat(broker(1).fenced()).isTrue();
    }

    @Test
    void anotherClustersBrokerAndOneWithoutAListenerAreRefused() {
        BrokerRegistration.Request other =
                ControllerWorld.registration("another-cluster-of-a-t", 7, new UUID(7, 7), -1, null);
        BrokerRegistration.Request negative =
                ControllerWorld.registration(CLUSTER, -7, new UUID(7, 7), -1, null);

        assertThat(world.ask(BrokerRegistration.Response.class, 7, other))
                .isEqualTo(BrokerRegistration.Response.failed(ErrorCode.INCONSISTENT_CLUSTER_ID));
        assertThat(world.ask(BrokerRegistration.Response.class, 7, negative).error())
                .isEqualTo(ErrorCode.INVALID_REGISTRATION);
        assertThat(world.image().broker(new NodeId(7))).isNull();
    }

    @Test
    void aWordWithAnotherEpochDoesNotCount() {
        BrokerHeartbeat.Request stale = new BrokerHeartbeat.Request(1, 0, 99, false, false);
        BrokerHeartbeat.Request nobody = new BrokerHeartbeat.Request(9, 0, 99, false, false);
        world.passes(8_000);

        assertThat(world.ask(BrokerHeartbeat.Response.class, 1, stale).error())
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(world.ask(BrokerHeartbeat.Response.class, 9, nobody).error())
                .isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED);
        world.passes(2_000);
        assertThat(broker(1).fenced()).isTrue();
    }

    @Test
    void aSilentBrokerIsFencedWhenItsSessionRunsOutAndLeadsNothingMore() {
        world.createOn("t", nodes(1, 2, 3), "min.insync.replicas", "2");

        world.fallsSilent(1);

        assertThat(broker(1).fenced()).isTrue();
        assertThat(broker(2).fenced()).isFalse();
        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
        assertThat(world.partition("t").isr()).isEqualTo(nodes(2, 3));
        assertThat(world.beat(1).fenced()).isFalse();
    }

    @Test
    void aDeadProcessIsFencedAsSoonAsItsPortRefuses() {
        world.createOn("t", nodes(1, 2, 3));
        world.controller.clientDisconnected(1);
        assertThat(world.asked).hasSize(1);
        assertThat(world.asked.get(0).lane()).isEqualTo(Lane.PROBE);
        assertThat(world.asked.get(0).peer()).isEqualTo(new NodeId(1));

        world.probed(1, Reason.REFUSED);

        assertThat(broker(1).fenced()).isTrue();
        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
    }

    @Test
    void aBrokerThatCannotBeReachedIsNotFencedForIt() {
        world.controller.clientDisconnected(1);

        world.probed(1, Reason.UNREACHABLE);

        assertThat(broker(1).fenced()).isFalse();
        world.passes(8_000);
        assertThat(broker(1).fenced()).isFalse();
    }

    @Test
    void aPortThatCutsTheConnectionIsAskedAgainUntilItRefuses() {
        world.controller.clientDisconnected(1);
        world.probed(1, Reason.RESET);
        assertThat(world.asked).hasSize(1);

        world.passes(100);
        assertThat(world.asked).hasSize(2);
        world.probed(1, Reason.REFUSED);

        assertThat(broker(1).fenced()).isTrue();
    }

    @Test
    void whoSpeaksAgainIsNotFencedForAnOldProbe() {
        world.controller.clientDisconnected(1);
        world.beat(1);

        world.probed(1, Reason.REFUSED);

        assertThat(broker(1).fenced()).isFalse();
    }

    @Test
    void aNewControllerAsksEveryBrokerAndGivesItASession() {
        world.failover();

        assertThat(world.asked.stream().map(PeerWorld.Asked::peer).toList())
                .isEqualTo(nodes(1, 2, 3));
        world.probed(2, Reason.REFUSED);
        assertThat(broker(2).fenced()).isTrue();
        world.passes(8_999);
        assertThat(broker(1).fenced()).isFalse();
        world.passes(1);
        assertThat(broker(1).fenced()).isTrue();
    }

    @Test
    void afterAFailoverAProcessStartedAnewRegistersAtOnce() {
        world.failover();

        assertThat(world.register(1, -1)).isEqualTo(ErrorCode.NONE);
        assertThat(world.register(1, -1)).isEqualTo(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
    }

    @Test
    void aProcessElsewhereDoesNotTakeTheIdOfOneThatIsOnlyNotHeardYet() {
        // The running one says nothing yet to the new controller; another of its id is quicker.
        world.failover();

        assertThat(world.registerElsewhere(1)).isEqualTo(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
        world.beat(1);
        world.passes(8_000);
        assertThat(world.registerElsewhere(1)).isEqualTo(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
        assertThat(broker(1).fenced()).isFalse();
        world.passes(1_000);

        // Its session is over: whoever comes now is the broker.
        assertThat(world.registerElsewhere(1)).isEqualTo(ErrorCode.NONE);
        assertThat(world.beat(1).error()).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
    }

    @Test
    void aBrokerThatMovedRegistersAtOnceWhenItsOldPlaceIsSeenToBeDead() {
        world.failover();

        world.probed(1, Reason.REFUSED);

        assertThat(world.registerElsewhere(1)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aControllerThatStoodStillHearsTheOthersFirst() {
        // Time goes by without any timer being seen to, as in a long pause.
        world.node.standsStill(20_000);
        world.passes(0);
        assertThat(broker(1).fenced()).isFalse();

        world.beat(1);
        world.passes(500);

        assertThat(broker(1).fenced()).isFalse();
        assertThat(broker(2).fenced()).isTrue();
    }

    @Test
    void aBrokerThatWantsToStopLeadsNothingBeforeItMay() {
        world.createOn("t", nodes(1, 2, 3), "min.insync.replicas", "2");

        BrokerHeartbeat.Response first = world.beat(1, 99, false, true);
        assertThat(first.shouldShutDown()).isFalse();
        assertThat(broker(1).stopping()).isTrue();
        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
        assertThat(world.partition("t").isr()).isEqualTo(nodes(2, 3));

        BrokerHeartbeat.Response second = world.beat(1, 99, false, true);
        assertThat(second.shouldShutDown()).isTrue();
        assertThat(broker(1).fenced()).isTrue();
    }

    @Test
    void aBrokerThatLeadsNothingMayStopAtOnce() {
        assertThat(world.beat(3, 99, false, true).shouldShutDown()).isTrue();
        assertThat(broker(3).fenced()).isTrue();
        assertThat(world.beat(3, 99, false, true).shouldShutDown()).isTrue();
    }

    @Test
    void theOnlyReplicaStopsAndLeadsAgainWhenItIsBack() {
        world.createOn("t", nodes(1));
        world.beat(1, 99, false, true);
        assertThat(world.beat(1, 99, false, true).shouldShutDown()).isTrue();
        assertThat(world.partition("t").leader()).isNull();
        world.controller.clientDisconnected(1);

        world.register(1, world.epoch(1));
        world.beat(1);

        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(1));
        assertThat(world.partition("t").recovering()).isFalse();
    }

    @Test
    void whoStoppedInGoodOrderIsStillEligible() {
        world.createOn("t", nodes(1, 2, 3), "min.insync.replicas", "2");
        for (int id = 1; id <= 3; id++) {
            world.beat(id, 99, false, true);
            world.beat(id, 99, false, true);
            world.controller.clientDisconnected(id);
        }
        assertThat(world.partition("t").leader()).isNull();
        assertThat(world.partition("t").elr()).isEqualTo(nodes(2, 3));

        world.register(2, world.epoch(2));
        world.beat(2);

        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
        assertThat(world.partition("t").isr()).isEqualTo(nodes(2));
        assertThat(world.partition("t").elr()).isEqualTo(nodes(3));
    }

    @Test
    void whoDidNotStopInGoodOrderHasLostItsPlace() {
        world.createOn("t", nodes(1, 2, 3), "min.insync.replicas", "2");
        world.fallsSilent(1);
        world.fallsSilent(2);
        assertThat(world.partition("t").elr()).isEqualTo(nodes(2));

        world.register(2, world.epoch(2) - 1);

        assertThat(world.partition("t").elr()).isEmpty();
        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(3));
    }

    @Test
    void aLeaderThatIsKilledAndBackAtOnceIsNotInSyncAnyMore() {
        world.createOn("t", nodes(1, 2, 3));
        world.controller.clientDisconnected(1);

        world.register(1, -1);

        assertThat(world.partition("t").leader()).isEqualTo(new NodeId(2));
        assertThat(world.partition("t").isr()).isEqualTo(nodes(2, 3));
        world.beat(1);
        assertThat(world.partition("t").isr()).isEqualTo(nodes(2, 3));
    }

    @Test
    void aForgottenBrokerIsGoneAndNowhereInSync() {
        world.createOn("t", nodes(1, 2, 3), "min.insync.replicas", "3");

        UnregisterBroker.Response response =
                world.ask(UnregisterBroker.Response.class, 99, new UnregisterBroker.Request(1));

        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.image().broker(new NodeId(1))).isNull();
        assertThat(world.partition("t").isr()).isEqualTo(nodes(2, 3));
        assertThat(world.partition("t").elr()).isEmpty();
        assertThat(world.beat(1).error()).isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED);
    }

    @Test
    void aBrokerThatThereIsNotCannotBeForgotten() {
        UnregisterBroker.Response response =
                world.ask(UnregisterBroker.Response.class, 99, new UnregisterBroker.Request(9));

        assertThat(response)
                .isEqualTo(
                        new UnregisterBroker.Response(
                                ErrorCode.BROKER_ID_NOT_REGISTERED,
                                "Broker ID 9 is not currently registered"));
    }
}
