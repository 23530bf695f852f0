package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.replication.LeaderWorld.A;
import static strata.replication.LeaderWorld.B;
import static strata.replication.LeaderWorld.C;
import static strata.replication.LeaderWorld.D;
import static strata.replication.LeaderWorld.EPOCH;
import static strata.replication.LeaderWorld.LAG_MS;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderReplica.FollowerView;

/** Who is in sync with a leader, and what it asks the controller for. */
final class LeaderIsrTest {
    private final LeaderWorld world = new LeaderWorld();

    // ---- who is in sync -------------------------------------------------------------------------

    @Test
    void aFollowerIsCaughtUpAtTheTimeOfAFetchFromTheLogEndOrOfTheOneBefore() {
        LeaderReplica leader = world.leader(1, A, B);
        world.produce(leader, 10);
        LeaderWorld.fetchAt(leader, 1_010, 5);
        assertThat(LeaderWorld.caughtUpMs(leader)).isEqualTo(1_000);
        LeaderWorld.fetchAt(leader, 1_020, 10);
        assertThat(LeaderWorld.caughtUpMs(leader)).isEqualTo(1_020);
        world.produce(leader, 10);
        LeaderWorld.fetchAt(leader, 1_030, 15);
        world.produce(leader, 10);
        LeaderWorld.fetchAt(leader, 1_040, 20);
        assertThat(LeaderWorld.caughtUpMs(leader)).isEqualTo(1_030);
        LeaderWorld.fetchAt(leader, 1_050, 29);
        assertThat(LeaderWorld.caughtUpMs(leader)).isEqualTo(1_030);
        world.produce(leader, 1);
        LeaderWorld.fetchAt(leader, 1_060, 30);
        assertThat(LeaderWorld.caughtUpMs(leader)).isEqualTo(1_050);
    }

    @Test
    void whoIsNotCaughtUpForTooLongLeaves() {
        LeaderReplica leader = world.leader(1, A, B, C);
        world.produce(leader, 10);
        world.fetch(leader, B, LeaderWorld.at(10, EPOCH));
        assertThat(leader.isrDeadlineMs()).isEqualTo(world.nowMs + LAG_MS + 1);

        world.nowMs += LAG_MS;
        assertThat(leader.isrDue(world.nowMs)).isNull();
        world.nowMs++;
        IsrProposal proposal = world.due(leader);

        assertThat(LeaderWorld.members(proposal)).containsExactly(A, B);
        assertThat(leader.isrDue(world.nowMs)).isNull();
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(leader.highWatermark()).isZero();
        assertThat(
                        leader.isrAnswered(
                                proposal, ErrorCode.NONE, LeaderWorld.state(8, A, B), world.nowMs))
                .isTrue();
        assertThat(leader.isr()).isEqualTo(LeaderWorld.state(8, A, B));
        assertThat(leader.highWatermark()).isEqualTo(10);
    }

    @Test
    void whoHasAllThatThereIsStaysHoweverLongItIsSilent() {
        LeaderReplica leader = world.leader(1, A, B);
        world.fetch(leader, B, LeaderWorld.at(0, -1));

        world.nowMs += 1_000 * LAG_MS;

        assertThat(leader.isrDue(world.nowMs)).isNull();
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoMayNotBeInAnIsrLeaves() {
        LeaderReplica leader = world.leader(1, A, B, C);
        world.unfit.add(C);

        assertThat(leader.isrDeadlineMs()).isEqualTo(world.nowMs);
        assertThat(world.proposed(leader)).containsExactly(A, B);
    }

    @Test
    void whoHasReachedTheHighWatermarkAndTheEpochsStartJoins() {
        world.node.put(3, "a", "b", "c", "d");
        LeaderReplica leader = world.lead(List.of(C, A, B), List.of(A, B), 2, 1);
        assertThat(world.fetch(leader, C, LeaderWorld.at(1, 3)))
                .isEqualTo(LeaderWorld.serve(false, false));
        assertThat(leader.isrDue(world.nowMs)).isNull();

        FetchVerdict verdict = leader.fetched(C, 33, LeaderWorld.at(4, 3), world.nowMs);
        IsrProposal proposal = world.due(leader);

        assertThat(verdict).isEqualTo(LeaderWorld.serve(false, true));
        assertThat(proposal)
                .isEqualTo(
                        new IsrProposal(
                                EPOCH,
                                7,
                                List.of(
                                        new IsrProposal.Member(C, 33),
                                        new IsrProposal.Member(A, -1),
                                        new IsrProposal.Member(B, -1))));
    }

    @Test
    void whoHasLostWhatWasThereWhenTheLeaderBeganDoesNotJoin() {
        world.node.put(3, "a", "b", "c", "d");
        LeaderReplica leader = world.lead(List.of(A, B, C), List.of(A, B), 2, 1);
        assertThat(world.fetch(leader, C, LeaderWorld.at(4, 3)))
                .isEqualTo(LeaderWorld.serve(false, true));

        assertThat(world.fetch(leader, C, LeaderWorld.at(2, 3)))
                .isEqualTo(LeaderWorld.serve(false, false));

        assertThat(leader.highWatermark()).isEqualTo(1);
        assertThat(leader.isrDue(world.nowMs)).isNull();
    }

    @Test
    void whoMayNotBeInAnIsrDoesNotJoin() {
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A), 1, 0);
        world.unfit.add(B);

        assertThat(world.fetch(leader, B, LeaderWorld.at(0, -1)))
                .isEqualTo(LeaderWorld.serve(false, false));
        assertThat(leader.isrDue(world.nowMs)).isNull();
    }

    @Test
    void whoWouldLeaveAtOnceDoesNotJoin() {
        world.node.put(3, "a");
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A), 2, 0);
        world.fetch(leader, B, LeaderWorld.at(1, 3));
        world.produce(leader, 10);

        world.nowMs += LAG_MS + 1;

        assertThat(leader.highWatermark()).isZero();
        assertThat(leader.isrDue(world.nowMs)).isNull();
    }

    @Test
    void aLeaderThatWasElectedUncleanlySaysThatItHasRecovered() {
        IsrState recovering = new IsrState(List.of(A), 7, true);
        LeaderReplica leader = world.node.lead(world.start(List.of(A, B), recovering, 1, 0));

        IsrProposal proposal = world.due(leader);

        assertThat(LeaderWorld.members(proposal)).containsExactly(A);
        leader.isrAnswered(proposal, ErrorCode.NONE, LeaderWorld.state(8, A), world.nowMs);
        assertThat(leader.isrDue(world.nowMs)).isNull();
    }

    // ---- proposals ------------------------------------------------------------------------------

    @Test
    void whoIsAboutToJoinCountsForTheHighWatermark() {
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A), 1, 0);
        world.fetch(leader, B, LeaderWorld.at(0, -1));
        IsrProposal proposal = world.due(leader);
        world.produce(leader, 10);
        world.nowMs += LAG_MS + 1;
        leader.ownEndMoved(10, world.nowMs);
        assertThat(leader.highWatermark()).isZero();

        assertThat(leader.isrAnswered(proposal, ErrorCode.INELIGIBLE_REPLICA, null, world.nowMs))
                .isTrue();

        assertThat(leader.highWatermark()).isEqualTo(10);
        assertThat(leader.isr()).isEqualTo(LeaderWorld.state(7, A));
    }

    @Test
    void whoIsAboutToLeaveCountsForTheHighWatermarkToo() {
        LeaderReplica leader = world.leader(1, A, B, C);
        world.produce(leader, 10);
        world.fetch(leader, B, LeaderWorld.at(10, EPOCH));
        world.nowMs += LAG_MS + 1;
        leader.isrDue(world.nowMs);

        leader.ownEndMoved(10, world.nowMs);

        assertThat(leader.highWatermark()).isZero();
    }

    @Test
    void anErrorThatProvesNothingLeavesTheProposalUnderWay() {
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A), 1, 0);
        world.fetch(leader, B, LeaderWorld.at(0, -1));
        IsrProposal proposal = world.due(leader);
        world.produce(leader, 10);
        world.nowMs += LAG_MS + 1;

        for (ErrorCode error :
                new ErrorCode[] {
                    ErrorCode.NOT_CONTROLLER,
                    ErrorCode.REQUEST_TIMED_OUT,
                    ErrorCode.INVALID_UPDATE_VERSION,
                    ErrorCode.FENCED_LEADER_EPOCH,
                    ErrorCode.UNKNOWN_SERVER_ERROR
                }) {
            assertThat(leader.isrAnswered(proposal, error, null, world.nowMs)).isFalse();
            assertThat(leader.isrDue(world.nowMs)).isNull();
            assertThat(leader.highWatermark()).isZero();
        }
        LeaderChange change = new LeaderChange(List.of(A, B), LeaderWorld.state(8, A, B));
        assertThat(leader.metadataChanged(change, world.nowMs)).isFalse();
        assertThat(leader.isr()).isEqualTo(LeaderWorld.state(8, A, B));
        assertThat(world.proposed(leader)).containsExactly(A);
    }

    @Test
    void anAnswerToAProposalThatIsOverHasNoEffect() {
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A), 1, 0);
        world.fetch(leader, B, LeaderWorld.at(0, -1));
        IsrProposal proposal = world.due(leader);
        leader.metadataChanged(
                new LeaderChange(List.of(A, B), LeaderWorld.state(8, A, B)), world.nowMs);

        leader.isrAnswered(proposal, ErrorCode.NONE, LeaderWorld.state(8, A), world.nowMs);

        assertThat(leader.isr()).isEqualTo(LeaderWorld.state(8, A, B));
    }

    @Test
    void metadataThatIsNotNewerHasNoEffect() {
        LeaderReplica leader = world.leader(1, A, B);

        leader.metadataChanged(
                new LeaderChange(List.of(A, C), LeaderWorld.state(7, A)), world.nowMs);
        leader.metadataChanged(
                new LeaderChange(List.of(A, C), LeaderWorld.state(6, A)), world.nowMs);

        assertThat(leader.isr()).isEqualTo(LeaderWorld.state(7, A, B));
        assertThat(leader.follower(B)).isNotNull();
    }

    @Test
    void anotherAssignmentForgetsNothingOfThoseWhoStay() {
        LeaderReplica leader = world.leader(1, A, B, C);
        world.produce(leader, 10);
        world.fetch(leader, B, LeaderWorld.at(10, EPOCH));

        leader.metadataChanged(
                new LeaderChange(List.of(A, B, D), new IsrState(List.of(A, B), 8, false)),
                world.nowMs);

        assertThat(leader.highWatermark()).isEqualTo(10);
        assertThat(leader.follower(B)).isEqualTo(new FollowerView(10, world.nowMs));
        assertThat(leader.follower(C)).isNull();
        assertThat(leader.follower(D)).isEqualTo(new FollowerView(-1, FollowerView.NEVER_MS));
    }
}
