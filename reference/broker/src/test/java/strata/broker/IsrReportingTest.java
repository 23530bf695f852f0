package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.ReplicaWorld.ALL;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.request.AlterPartition;

/** A leader that wants another ISR, and a controller that does not make it at once. */
@Tag("layer")
class IsrReportingTest {
    private final ReplicaWorld replicas = new ReplicaWorld();
    private final ClusterWorld world = replicas.world;

    private long changesAsked() {
        return world.heard.stream()
                .filter(one -> one.request() instanceof AlterPartition.Request)
                .count();
    }

    /** Node 3 stays away for so long that it is to leave the ISR. */
    private void threeStaysAway(ErrorCode answer) {
        replicas.create(ALL);
        replicas.controllersAnswer = answer;
        world.cutOff(3);
        replicas.produce(1, "a");
        world.passes(31_000);
        assertThat(replicas.state().isr()).containsExactlyElementsOf(ALL);
    }

    /** Errors that settle nothing, two of them no answers to this request as far as is known. */
    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {
                "NOT_CONTROLLER",
                "REQUEST_TIMED_OUT",
                "UNKNOWN_SERVER_ERROR",
                "INVALID_CONFIG",
                "INELIGIBLE_REPLICA",
                "OPERATION_NOT_ATTEMPTED"
            })
    void aProposalIsMadeAgainAfterAnErrorThatIsNotTheLastWord(ErrorCode error) {
        threeStaysAway(error);

        replicas.controllersAnswer = ErrorCode.NONE;
        world.passes(31_000);

        assertThat(replicas.state().isr()).containsExactly(new NodeId(1), new NodeId(2));
    }

    @Test
    void aProposalThatTheMetadataKnowsBetterIsNotMadeAgainBeforeThatHasCome() {
        threeStaysAway(ErrorCode.INVALID_UPDATE_VERSION);
        long before = changesAsked();
        world.passes(31_000);
        assertThat(changesAsked()).isEqualTo(before);

        replicas.controllersAnswer = ErrorCode.NONE;
        replicas.elect(1, 1, 2, 3);
        world.passes(31_000);

        assertThat(replicas.state().isr()).containsExactly(new NodeId(1), new NodeId(2));
    }

    @Test
    void aLeaderThatNobodyFetchesFromDoesNotLookAtItsFollowersAllTheTime() {
        replicas.create(ALL);
        loseBoth("a");
        assertThat(replicas.state().isr()).containsExactly(new NodeId(1));
        // They are up to date again for a moment, and may not be in sync.
        replicas.controllersAnswer = ErrorCode.INELIGIBLE_REPLICA;
        replicas.heal();
        world.passes(2_000);
        loseBoth("b");
        long before = world.timersFired;

        world.passes(1_000);

        assertThat(world.timersFired - before).isLessThan(200);
    }

    private void loseBoth(String record) {
        world.cutOff(2);
        world.cutOff(3);
        replicas.produce(1, record);
        world.passes(31_000);
    }
}
