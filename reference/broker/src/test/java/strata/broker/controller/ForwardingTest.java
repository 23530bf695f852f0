package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.Metadata;
import strata.kernel.request.Response;

@Tag("layer")
class ForwardingTest {
    private static final NodeId CONTROLLER = new NodeId(1);
    private static final NodeId OTHER = new NodeId(2);
    private static final RequestId ID = new RequestId(7, 0);
    private static final CreateTopics.Request CREATION = Forwarding.creationOf(List.of("t"));
    private static final Response DONE = new CreateTopics.Response(List.of());

    private final PeerWorld world = new PeerWorld();
    private final Forwarding forwarding = new Forwarding(world, null);

    ForwardingTest() {
        world.timers = forwarding::timerFired;
    }

    private void arrives(RequestId id) {
        assertThat(forwarding.handle(id, ClientInfo.ANONYMOUS, CREATION)).isTrue();
    }

    private void answer(Response response) {
        PeerWorld.Asked last = world.last();
        forwarding.handle(
                new Event.AnswerArrived(
                        last.peer(), Lane.FORWARDING, last.correlation(), response));
    }

    private ErrorCode error() {
        return world.answer(CreateTopics.Response.class, ID).topics().get(0).error();
    }

    @Test
    void aRequestIsPassedOnAsItIsAndTheAnswerBack() {
        forwarding.controllerIs(CONTROLLER);

        arrives(ID);
        assertThat(world.last().peer()).isEqualTo(CONTROLLER);
        assertThat(world.last().lane()).isEqualTo(Lane.FORWARDING);
        assertThat(world.last().request()).isSameAs(CREATION);
        answer(DONE);

        assertThat(world.replies.get(ID)).isSameAs(DONE);
        world.passes(100_000);
    }

    @Test
    void howTheQuorumStandsIsAskedWhereItsLeaderIs() {
        DescribeQuorum.Request request = new DescribeQuorum.Request();
        Response told = DescribeQuorum.Response.failed(ErrorCode.NONE, null);
        forwarding.controllerIs(CONTROLLER);

        assertThat(forwarding.handle(ID, ClientInfo.ANONYMOUS, request)).isTrue();
        answer(Refusals.of(request, Refusals.NOT_CONTROLLER));
        forwarding.controllerIs(OTHER);
        assertThat(world.last().peer()).isEqualTo(OTHER);
        assertThat(world.last().request()).isSameAs(request);
        answer(told);

        assertThat(world.replies.get(ID)).isSameAs(told);
    }

    @Test
    void aRequestWaitsForAController() {
        arrives(ID);
        assertThat(world.asked).isEmpty();

        forwarding.controllerIs(CONTROLLER);
        answer(DONE);

        assertThat(world.replies.get(ID)).isSameAs(DONE);
    }

    @Test
    void whoIsNotTheControllerIsAskedAgainOrTheNextOneIs() {
        forwarding.controllerIs(CONTROLLER);
        arrives(ID);
        answer(Refusals.of(CREATION, Refusals.NOT_CONTROLLER));
        assertThat(world.replies).isEmpty();
        world.passes(50);
        assertThat(world.asked).hasSize(2);
        answer(Refusals.of(CREATION, Refusals.NOT_CONTROLLER));

        forwarding.controllerIs(OTHER);
        assertThat(world.last().peer()).isEqualTo(OTHER);
        answer(DONE);

        assertThat(world.replies.get(ID)).isSameAs(DONE);
    }

    @Test
    void aBrokenConnectionIsNotTheEnd() {
        forwarding.controllerIs(CONTROLLER);
        arrives(ID);

        forwarding.handle(new Event.LaneClosed(CONTROLLER, Lane.FORWARDING, Reason.RESET));
        world.passes(50);

        assertThat(world.asked).hasSize(2);
        answer(DONE);
        assertThat(world.replies.get(ID)).isSameAs(DONE);
    }

    @Test
    void whenTheTimeIsOverTheAnswerIsThat() {
        arrives(ID);

        world.passes(1_000);
        assertThat(error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);

        forwarding.controllerIs(CONTROLLER);
        assertThat(world.asked).isEmpty();
    }

    @Test
    void whoHasGoneNeedsNoAnswer() {
        forwarding.controllerIs(CONTROLLER);
        arrives(ID);

        forwarding.clientDisconnected(7);
        answer(DONE);
        world.passes(100_000);

        assertThat(world.replies).isEmpty();
    }

    @Test
    void whatWasPassedOnIsNotPassedOnAgainNorAreBrokersWords() {
        forwarding.controllerIs(CONTROLLER);
        ClientInfo passedOn = new ClientInfo(Lane.FORWARDING.clientId(), "");
        BrokerHeartbeat.Request beat = new BrokerHeartbeat.Request(3, 1, 1, false, false);
        RequestId second = new RequestId(8, 0);

        assertThat(forwarding.handle(ID, passedOn, CREATION)).isTrue();
        assertThat(forwarding.handle(second, ClientInfo.ANONYMOUS, beat)).isTrue();

        assertThat(world.asked).isEmpty();
        assertThat(error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(world.answer(BrokerHeartbeat.Response.class, second).error())
                .isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void whereTheControllerIsHereItIsAskedAtOnceAndTheNextOneIfItIsDeposed() {
        ControllerWorld here = ControllerWorld.withBrokers(1);
        Forwarding both = new Forwarding(world, here.controller);
        both.handle(ID, ClientInfo.ANONYMOUS, CREATION);
        assertThat(error()).isEqualTo(ErrorCode.NONE);
        here.commitsAtOnce = false;
        RequestId second = new RequestId(8, 0);
        both.handle(second, ClientInfo.ANONYMOUS, Forwarding.creationOf(List.of("u")));

        here.controller.deactivated();
        assertThat(world.replies).doesNotContainKey(second);
        both.controllerIs(OTHER);

        PeerWorld.Asked asked = world.last();
        assertThat(asked.peer()).isEqualTo(OTHER);
        both.handle(new Event.AnswerArrived(OTHER, Lane.FORWARDING, asked.correlation(), DONE));
        assertThat(world.replies.get(second)).isSameAs(DONE);
    }

    @Test
    void whatAnyBrokerCanAnswerIsLeftToIt() {
        assertThat(forwarding.handle(ID, ClientInfo.ANONYMOUS, new Metadata.Request(null, false)))
                .isFalse();
    }

    @Test
    void theNodeItselfMayAsk() {
        List<Response> answers = new ArrayList<>();
        ElectLeaders.Request request =
                new ElectLeaders.Request(ElectLeaders.PREFERRED, null, 1_000);
        forwarding.ask(request, 1_000, answers::add);

        world.passes(1_000);

        assertThat(answers)
                .isEqualTo(
                        List.of(new ElectLeaders.Response(ErrorCode.REQUEST_TIMED_OUT, List.of())));
    }
}
