package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Metadata;

/** A node without layer 3: what stands in for it replicates nothing. */
@Tag("layer")
class TwoLayersTest {
    private final BrokerWorld world = BrokerWorld.on(BrokerWorld.layers1And2());

    @Test
    void aRecordIsAcknowledgedAtOnceHoweverManyAcksAreAsked() {
        world.create("t", 1);

        RequestId id = world.send(Requests.produce(-1, "t", 0, world.batch("a")));

        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.valuesFrom("t", 0)).containsExactly("a");
    }

    @Test
    void withFlushMessagesOneNothingIsAcknowledgedOrShownBeforeItIsFlushed() {
        world.create("t", 1, new CreateTopics.Config("flush.messages", "1"));

        RequestId id = world.send(Requests.produce(-1, "t", 0, world.batch("a")));

        assertThat(world.replies).doesNotContainKey(id);
        assertThat(world.valuesFrom("t", 0)).isEmpty();
        world.settle();
        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.valuesFrom("t", 0)).containsExactly("a");
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        world.create("t", 1);
        world.append("t", "a");

        BrokerWorld after = world.restarted();

        assertThat(after.valuesFrom("t", 0)).containsExactly("a");
        assertThat(after.stoppedAndRestarted().valuesFrom("t", 0)).containsExactly("a");
    }

    @Test
    void aMissingTopicIsMadeWhenAClientAsksForIt() {
        Metadata.Response response =
                world.ask(
                        Metadata.Response.class,
                        new Metadata.Request(List.of(TopicRef.named("t")), true));

        assertThat(response.topics().get(0).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.append("t", "a").error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void noApiOfReplicationIsServed() {
        assertThat(world.broker.apis())
                .contains(Api.DELETE_RECORDS)
                .doesNotContain(Api.VOTE, Api.OFFSET_FOR_LEADER_EPOCH, Api.ELECT_LEADERS);
    }

    @Test
    void anUpgradeToLayer3KeepsWhatWasWritten() {
        world.create("t", 1);
        world.append("t", "a");
        world.broker.stop();

        BrokerWorld after =
                new BrokerWorld(
                        world.properties,
                        world.storage,
                        Layers.load(TwoLayersTest.class.getClassLoader()),
                        world.wallMs);
        after.passes(5_000);

        assertThat(after.append("t", "b").baseOffset()).isEqualTo(1);
        assertThat(after.valuesFrom("t", 0)).containsExactly("a", "b");
    }
}
