package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageException;

class LifecycleTest {
    private static final NodeId CONTROLLER = new NodeId(1);
    private static final NodeId OTHER = new NodeId(2);
    private static final UUID INCARNATION = new UUID(1, 2);

    private final PeerWorld world = new PeerWorld();
    private final List<String> told = new ArrayList<>();
    private final BrokerLifecycle life =
            new BrokerLifecycle(
                    world,
                    world.config,
                    new BrokerLifecycle.Origin(41, INCARNATION),
                    new BrokerLifecycle.Listener() {
                        @Override
                        public void registered(long brokerEpoch) {
                            told.add("registered " + brokerEpoch);
                        }

                        @Override
                        public void unfenced() {
                            told.add("unfenced");
                        }

                        @Override
                        public void mayStop() {
                            told.add("may stop");
                        }
                    });

    LifecycleTest() {
        world.timers = life::timerFired;
    }

    private void answer(Response response) {
        PeerWorld.Asked last = world.last();
        boolean own =
                life.handle(
                        new Event.AnswerArrived(
                                last.peer(), Lane.CONTROLLER, last.correlation(), response));
        assertThat(own).isTrue();
    }

    private static Response beaten(boolean caughtUp, boolean fenced, boolean mayStop) {
        return new BrokerHeartbeat.Response(ErrorCode.NONE, caughtUp, fenced, mayStop);
    }

    private static Request beat(long offset, boolean wantShutDown) {
        return new BrokerHeartbeat.Request(100, 50, offset, false, wantShutDown);
    }

    /** Registered with epoch 50, and let in. */
    private void serves() {
        life.start();
        life.controllerIs(CONTROLLER);
        answer(new BrokerRegistration.Response(ErrorCode.NONE, 50));
        life.metadataApplied(60);
        answer(beaten(false, true, false));
        world.passes(50);
        answer(beaten(true, false, false));
    }

    @Test
    void aBrokerRegistersAsSoonAsThereIsAController() {
        life.start();
        assertThat(world.asked).isEmpty();

        life.controllerIs(CONTROLLER);

        assertThat(world.last().peer()).isEqualTo(CONTROLLER);
        BrokerRegistration.Request request = (BrokerRegistration.Request) world.last().request();
        assertThat(request.brokerId()).isEqualTo(100);
        assertThat(request.previousBrokerEpoch()).isEqualTo(41);
        assertThat(request.clusterId()).isEqualTo(ControllerWorld.CLUSTER);
        assertThat(request.listeners()).isEqualTo(world.config.identity().listeners());
    }

    @Test
    void aRegisteredBrokerAsksToBeLetInOnceItHasItsRegistration() {
        life.start();
        life.controllerIs(CONTROLLER);
        life.metadataApplied(30);
        answer(new BrokerRegistration.Response(ErrorCode.NONE, 50));
        assertThat(world.last().request()).isEqualTo(beat(30, false));
        answer(beaten(false, true, false));
        int before = world.asked.size();

        life.metadataApplied(49);
        assertThat(world.asked).hasSize(before);
        life.metadataApplied(50);

        assertThat(world.last().request()).isEqualTo(beat(50, false));
        answer(beaten(true, false, false));
        assertThat(told).isEqualTo(List.of("registered 50", "unfenced"));
        assertThat(life.brokerEpoch()).isEqualTo(50);
    }

    @Test
    void heartbeatsFollowEachOtherEveryTwoSeconds() {
        serves();
        int before = world.asked.size();

        world.passes(1_999);
        assertThat(world.asked).hasSize(before);
        world.passes(1);

        assertThat(world.asked).hasSize(before + 1);
        assertThat(world.last().request()).isEqualTo(beat(60, false));
        world.passes(4_000);
        assertThat(world.asked).hasSize(before + 1);
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForLongerThanHalfASession() {
        serves();
        world.passes(2_000);
        int before = world.asked.size();

        world.passes(4_500);
        assertThat(world.disconnected).isEqualTo(List.of(CONTROLLER));
        life.laneClosed(new Event.LaneClosed(CONTROLLER, Lane.CONTROLLER, Reason.CLOSED_HERE));
        world.passes(100);

        assertThat(world.asked).hasSize(before + 1);
    }

    @Test
    void aRefusalIsNotTheEnd() {
        life.start();
        life.controllerIs(CONTROLLER);
        answer(BrokerRegistration.Response.failed(ErrorCode.DUPLICATE_BROKER_REGISTRATION));
        assertThat(world.asked).hasSize(1);
        world.passes(100);
        assertThat(world.asked).hasSize(2);
        answer(BrokerRegistration.Response.failed(ErrorCode.NOT_CONTROLLER));

        life.controllerIs(OTHER);

        assertThat(world.last().peer()).isEqualTo(OTHER);
        assertThat(world.asked).hasSize(3);
        assertThat(told).isEmpty();
    }

    @Test
    void whoseIdAnotherProcessKeepsForTwoSessionsStops() {
        life.start();
        life.controllerIs(CONTROLLER);
        for (int i = 0; i < 180; i++) {
            answer(BrokerRegistration.Response.failed(ErrorCode.DUPLICATE_BROKER_REGISTRATION));
            world.passes(100);
        }

        assertThatThrownBy(
                        () ->
                                answer(
                                        BrokerRegistration.Response.failed(
                                                ErrorCode.DUPLICATE_BROKER_REGISTRATION)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("another process with node.id=100 is alive")
                .hasMessageContaining("log.dirs of its own");
    }

    @Test
    void anotherControllerHasToSayForItselfThatAnIdIsTaken() {
        life.start();
        life.controllerIs(CONTROLLER);
        for (int i = 0; i < 170; i++) {
            answer(BrokerRegistration.Response.failed(ErrorCode.DUPLICATE_BROKER_REGISTRATION));
            world.passes(100);
        }

        // Sessions begin anew there.
        life.controllerIs(OTHER);
        for (int i = 0; i < 90; i++) {
            answer(BrokerRegistration.Response.failed(ErrorCode.DUPLICATE_BROKER_REGISTRATION));
            world.passes(100);
        }
        answer(new BrokerRegistration.Response(ErrorCode.NONE, 50));

        assertThat(told).isEqualTo(List.of("registered 50"));
    }

    @Test
    void whoseIdAnotherProcessHasTakenMeanwhileStops() {
        serves();
        world.passes(2_000);

        assertThatThrownBy(
                        () -> answer(BrokerHeartbeat.Response.failed(ErrorCode.STALE_BROKER_EPOCH)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("another process has registered with node.id=100 since");
    }

    @Test
    void anotherControllerIsSpokenToAtOnceAndTheOldAnswerCountsForNothing() {
        serves();
        world.passes(2_000);
        PeerWorld.Asked old = world.last();

        life.controllerIs(OTHER);
        assertThat(world.last().peer()).isEqualTo(OTHER);
        int before = world.asked.size();
        life.handle(
                new Event.AnswerArrived(
                        CONTROLLER,
                        Lane.CONTROLLER,
                        old.correlation(),
                        BrokerHeartbeat.Response.failed(ErrorCode.NOT_CONTROLLER)));

        world.passes(1_000);
        assertThat(world.asked).hasSize(before);
    }

    @Test
    void anotherClustersControllerStopsTheNode() {
        life.start();
        life.controllerIs(CONTROLLER);

        assertThatThrownBy(
                        () ->
                                answer(
                                        BrokerRegistration.Response.failed(
                                                ErrorCode.INCONSISTENT_CLUSTER_ID)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("another cluster");
    }

    @Test
    void aBrokerThatWantsToStopAsksUntilItMay() {
        serves();

        life.shutDown();
        assertThat(world.last().request()).isEqualTo(beat(60, true));
        answer(beaten(true, false, false));
        assertThat(told).doesNotContain("may stop");
        world.passes(50);
        assertThat(world.last().request()).isEqualTo(beat(60, true));
        answer(beaten(true, true, true));

        assertThat(told).isEqualTo(List.of("registered 50", "unfenced", "may stop"));
        int before = world.asked.size();
        world.passes(60_000);
        assertThat(world.asked).hasSize(before);
    }

    @Test
    void withoutAControllerItStopsAfterAWhileAllTheSame() {
        serves();
        life.controllerIs(null);

        life.shutDown();
        world.passes(2_999);
        assertThat(told).doesNotContain("may stop");
        world.passes(1);

        assertThat(told).contains("may stop");
    }

    @Test
    void whoIsNotRegisteredMayStopAtOnce() {
        life.start();

        life.shutDown();

        assertThat(told).isEqualTo(List.of("may stop"));
    }
}
