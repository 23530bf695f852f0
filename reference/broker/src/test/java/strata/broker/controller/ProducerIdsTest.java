package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.metadata.MetadataRecord.ProducerIdsAllocated;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.Response;

/** Blocks of producer ids (KIP-730). */
@Tag("layer")
class ProducerIdsTest {
    private final ControllerWorld world = ControllerWorld.withTransactions(2, 10_000);

    private AllocateProducerIds.Request request(int broker) {
        return new AllocateProducerIds.Request(new NodeId(broker), world.epoch(broker));
    }

    private AllocateProducerIds.Response allocate(int broker) {
        return world.ask(AllocateProducerIds.Response.class, broker, request(broker));
    }

    private static AllocateProducerIds.Response block(long first) {
        return new AllocateProducerIds.Response(ErrorCode.NONE, first, 1_000);
    }

    private static AllocateProducerIds.Response refused(ErrorCode error) {
        return AllocateProducerIds.Response.failed(error);
    }

    @Test
    void everyBlockBeginsWhereTheOneBeforeEnded() {
        assertThat(allocate(1)).isEqualTo(block(0));
        assertThat(allocate(2)).isEqualTo(block(1_000));
        assertThat(allocate(1)).isEqualTo(block(2_000));

        assertThat(world.log.get(world.log.size() - 1))
                .isEqualTo(new ProducerIdsAllocated(new NodeId(1), world.epoch(1), 3_000));
        assertThat(world.image().nextProducerId()).isEqualTo(3_000);
    }

    @Test
    void theNextControllerGivesOutOtherIds() {
        allocate(1);

        world.failover();

        assertThat(allocate(1)).isEqualTo(block(1_000));
    }

    @Test
    void aBlockIsToldOnceItsFactIsCommittedAndIsNobodyElsesUntilThen() {
        world.commitsAtOnce = false;
        RequestId first = world.send(1, request(1));
        RequestId second = world.send(2, request(2));
        assertThat(world.replies).doesNotContainKeys(first, second);

        world.commit();

        assertThat(world.answer(AllocateProducerIds.Response.class, first)).isEqualTo(block(0));
        assertThat(world.answer(AllocateProducerIds.Response.class, second))
                .isEqualTo(block(1_000));
    }

    @Test
    void whoLosesTheLeadershipGivesOutNothing() {
        world.commitsAtOnce = false;
        RequestId asked = world.send(1, request(1));

        world.controller.deactivated();

        assertThat(world.answer(AllocateProducerIds.Response.class, asked))
                .isEqualTo(refused(ErrorCode.NOT_CONTROLLER));
    }

    @Test
    void aProcessThatWasReplacedGetsNoIds() {
        AllocateProducerIds.Request old = request(1);
        world.controller.clientDisconnected(1);
        assertThat(world.register(1, -1)).isEqualTo(ErrorCode.NONE);
        int facts = world.log.size();

        AllocateProducerIds.Response stale = world.ask(AllocateProducerIds.Response.class, 50, old);
        AllocateProducerIds.Response early =
                world.ask(
                        AllocateProducerIds.Response.class,
                        50,
                        new AllocateProducerIds.Request(new NodeId(1), world.epoch(1) + 1));
        AllocateProducerIds.Response unknown =
                world.ask(
                        AllocateProducerIds.Response.class,
                        50,
                        new AllocateProducerIds.Request(new NodeId(9), 1));

        assertThat(List.of(stale, early, unknown))
                .containsOnly(refused(ErrorCode.STALE_BROKER_EPOCH));
        assertThat(world.log).hasSize(facts);
    }

    // Kafka's controller does not ask for more either: a fenced broker may still come back.
    @Test
    void aBrokerThatIsFencedMayAsk() {
        world.register(3, -1);

        assertThat(allocate(3)).isEqualTo(block(0));
    }

    @Test
    void toAskForIdsKeepsNoSession() {
        for (int i = 0; i < 9; i++) {
            world.passes(1_000);
            world.beat(2);
            assertThat(allocate(1).error()).isEqualTo(ErrorCode.NONE);
        }
        world.passes(1_000);

        assertThat(world.image().brokers())
                .filteredOn(broker -> broker.fenced())
                .extracting(broker -> broker.id())
                .containsExactly(new NodeId(1));
    }

    @Test
    void whenNoIdIsLeftThatIsSaid() {
        for (int i = 0; i < 10; i++) {
            assertThat(allocate(1).error()).isEqualTo(ErrorCode.NONE);
        }
        int facts = world.log.size();

        assertThat(allocate(1)).isEqualTo(refused(ErrorCode.UNKNOWN_SERVER_ERROR));
        assertThat(world.log).hasSize(facts);
    }

    @Test
    void withoutLayer5ThereAreNone() {
        ControllerWorld lower = ControllerWorld.withBrokers(1);

        AllocateProducerIds.Response response =
                lower.ask(
                        AllocateProducerIds.Response.class,
                        1,
                        new AllocateProducerIds.Request(new NodeId(1), lower.epoch(1)));

        assertThat(response).isEqualTo(refused(ErrorCode.UNSUPPORTED_VERSION));
    }

    @Test
    void aBrokerAsksTheControllerThatLeadsWhoeverThatIs() {
        PeerWorld node = new PeerWorld();
        Forwarding forwarding = new Forwarding(node, null);
        node.timers = forwarding::timerFired;
        List<Response> answers = new ArrayList<>();
        forwarding.controllerIs(new NodeId(1));

        forwarding.ask(request(1), 5_000, answers::add);
        answer(node, forwarding, refused(ErrorCode.NOT_CONTROLLER));
        forwarding.controllerIs(new NodeId(2));
        assertThat(node.last().peer()).isEqualTo(new NodeId(2));
        answer(node, forwarding, block(7_000));

        assertThat(answers).isEqualTo(List.of(block(7_000)));
    }

    private static void answer(PeerWorld node, Forwarding forwarding, Response response) {
        PeerWorld.Asked last = node.last();
        forwarding.handle(
                new Event.AnswerArrived(
                        last.peer(), Lane.FORWARDING, last.correlation(), response));
    }

    @Test
    void aBrokerOnTheActiveControllersNodeIsAnsweredThere() {
        Forwarding both = new Forwarding(new PeerWorld(), world.controller);
        List<Response> answers = new ArrayList<>();

        both.ask(request(1), 5_000, answers::add);

        assertThat(answers).isEqualTo(List.of(block(0)));
    }

    @Test
    void aBrokerThatLeadsNoQuorumTakesNoSuchRequest() {
        PeerWorld node = new PeerWorld();
        Forwarding forwarding = new Forwarding(node, null);
        forwarding.controllerIs(new NodeId(1));
        RequestId id = new RequestId(7, 0);

        assertThat(forwarding.handle(id, ClientInfo.ANONYMOUS, request(1))).isTrue();

        assertThat(node.asked).isEmpty();
        assertThat(node.answer(AllocateProducerIds.Response.class, id))
                .isEqualTo(refused(ErrorCode.NOT_CONTROLLER));
    }

    @Test
    void noIdIsGivenOutTwiceHoweverControllersChange() {
        Set<Long> firsts = new TreeSet<>();
        for (int round = 0; round < 5; round++) {
            firsts.add(allocate(1).first());
            world.commitsAtOnce = false;
            world.send(2, request(2));
            world.controller.deactivated();
            if (round % 2 == 0) {
                // Another leader has overwritten what was not committed.
                while (world.log.size() > world.committedEnd) {
                    world.log.remove(world.log.size() - 1);
                }
            }
            world.commitsAtOnce = true;
            world.failover();
        }

        // Two blocks were stored and told to nobody.
        assertThat(firsts).containsExactly(0L, 1_000L, 3_000L, 4_000L, 6_000L);
    }
}
