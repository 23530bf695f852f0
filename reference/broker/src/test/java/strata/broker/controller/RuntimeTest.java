package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.controller.ControllerWorld.nodes;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord.ClusterCreated;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.Metadata;

@Tag("layer")
class RuntimeTest {
    private final ControllerWorld world = ControllerWorld.withBrokers(3);

    private static CreateTopics.Request creation(String topic) {
        return new CreateTopics.Request(
                List.of(new CreateTopics.NewTopic(topic, 1, (short) 3, List.of(), List.of())),
                1000,
                false);
    }

    private CreateTopics.TopicResult created(RequestId id) {
        return world.answer(CreateTopics.Response.class, id).topics().get(0);
    }

    @Test
    void theClustersFirstFactIsTheCluster() {
        assertThat(world.log.get(0)).isEqualTo(new ClusterCreated(ControllerWorld.CLUSTER));
        world.failover();
        assertThat(world.log.stream().filter(ClusterCreated.class::isInstance)).hasSize(1);
    }

    @Test
    void anAnswerWaitsUntilItsFactsAreCommitted() {
        world.commitsAtOnce = false;

        RequestId create = world.send(99, creation("t"));
        assertThat(world.replies).doesNotContainKey(create);
        world.commit();

        assertThat(created(create).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whatIsDecidedOnUncommittedFactsWaitsForThem() {
        world.commitsAtOnce = false;
        RequestId create = world.send(99, creation("t"));

        RequestId again = world.send(98, creation("t"));
        assertThat(world.replies).doesNotContainKeys(create, again);
        world.commit();

        assertThat(created(create).error()).isEqualTo(ErrorCode.NONE);
        assertThat(created(again).error()).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
    }

    @Test
    void whoLosesTheLeadershipSaysSoToAllThatWait() {
        world.commitsAtOnce = false;
        RequestId create = world.send(99, creation("t"));
        RequestId delete =
                world.send(98, new DeleteTopics.Request(List.of(TopicRef.named("t")), 1000));
        RequestId beat =
                world.send(1, new BrokerHeartbeat.Request(1, world.epoch(1), 99, false, true));

        world.controller.deactivated();

        assertThat(created(create).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(world.answer(DeleteTopics.Response.class, delete).topics().get(0).error())
                .isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(world.answer(BrokerHeartbeat.Response.class, beat).error())
                .isEqualTo(ErrorCode.NOT_CONTROLLER);
        world.commit();
        world.passes(100_000);
        assertThat(world.image().broker(new NodeId(1))).isNotNull();
    }

    @Test
    void whatWasDecidedAndNotStoredIsForgottenWithTheLeadership() {
        world.commitsAtOnce = false;
        world.send(99, creation("lost"));
        world.controller.deactivated();
        // Another leader has overwritten what was not committed.
        while (world.log.size() > world.committedEnd) {
            world.log.remove(world.log.size() - 1);
        }

        world.commitsAtOnce = true;
        world.controller.activated(9);

        assertThat(created(world.send(99, creation("lost"))).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void oneDecisionIsOneBatch() {
        world.createOn("t", nodes(1, 2, 3));
        world.createOn("u", nodes(1, 2, 3));
        int before = world.batchEnds.size();

        world.fallsSilent(1);

        assertThat(world.batchEnds).hasSize(before + 1);
    }

    @Test
    void aControllerThatIsNotActiveTakesOnlyWhatMustNotGoFurther() {
        world.controller.deactivated();
        ClientInfo passedOn = new ClientInfo(Lane.FORWARDING.clientId(), "");
        RequestId client = new RequestId(50, 0);
        RequestId passed = new RequestId(51, 0);
        RequestId leader = new RequestId(52, 0);

        assertThat(world.controller.handle(client, ClientInfo.ANONYMOUS, creation("t"))).isFalse();
        assertThat(world.controller.handle(passed, passedOn, creation("t"))).isTrue();
        assertThat(
                        world.controller.handle(
                                leader,
                                ClientInfo.ANONYMOUS,
                                new AlterPartition.Request(1, 1, List.of())))
                .isTrue();

        assertThat(created(passed).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(world.answer(AlterPartition.Response.class, leader).error())
                .isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void whatIsNotTheControllersIsLeftToOthers() {
        assertThat(
                        world.controller.handle(
                                new RequestId(50, 0),
                                ClientInfo.ANONYMOUS,
                                new Metadata.Request(null, false)))
                .isFalse();
    }
}
