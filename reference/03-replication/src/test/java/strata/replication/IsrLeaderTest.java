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
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderReplica.FollowerView;
import strata.kernel.replication.LeaderSettings;

/** What a leader says to fetches and to producers, and what is committed. */
final class IsrLeaderTest {
    private final LeaderWorld world = new LeaderWorld();

    // ---- the beginning --------------------------------------------------------------------------

    @Test
    void itsEpochBeginsAtTheLogEnd() {
        world.node.put(3, "a", "b");

        LeaderReplica leader = world.leader(2, A, B, C);

        assertThat(leader.leaderEpoch()).isEqualTo(EPOCH);
        assertThat(leader.epochStartOffset()).isEqualTo(2);
        assertThat(world.node.epochs().entries())
                .containsExactly(new EpochEntry(3, 0), new EpochEntry(EPOCH, 2));
        assertThat(leader.isr()).isEqualTo(LeaderWorld.state(7, A, B, C));
    }

    @Test
    void alonItCommitsAllThatItHas() {
        world.node.put(3, "a", "b");

        LeaderReplica leader = world.lead(List.of(A), List.of(A), 1, 0);

        assertThat(leader.highWatermark()).isEqualTo(2);
        world.node.produce("c");
        assertThat(leader.ownEndMoved(3, world.nowMs)).isTrue();
        assertThat(leader.highWatermark()).isEqualTo(3);
        assertThat(leader.isrDue(world.nowMs)).isNull();
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    // ---- fetches --------------------------------------------------------------------------------

    @Test
    void whoIsNoReplicaIsRefused() {
        LeaderReplica leader = world.leader(1, A, B);

        assertThat(LeaderWorld.refusal(world.fetch(leader, D, 0)))
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(LeaderWorld.refusal(world.fetch(leader, A, 0)))
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aFetchOfAnotherLeaderEpochIsRefused() {
        LeaderReplica leader = world.leader(1, A, B);

        assertThat(
                        LeaderWorld.refusal(
                                world.fetch(leader, B, new FetchPosition(0, EPOCH - 1, -1, 0))))
                .isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(
                        LeaderWorld.refusal(
                                world.fetch(leader, B, new FetchPosition(0, EPOCH + 1, -1, 0))))
                .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(world.fetch(leader, B, new FetchPosition(0, -1, -1, 0)))
                .isInstanceOf(FetchVerdict.Serve.class);
    }

    @Test
    void aFetchOfTheProcessBeforeIsRefused() {
        world.node.put(3, "a", "b");
        LeaderReplica leader = world.leader(2, A, B);
        leader.fetched(B, 21, new FetchPosition(0, EPOCH, -1, 0), world.nowMs);

        FetchVerdict verdict =
                leader.fetched(B, 20, new FetchPosition(2, EPOCH, 3, 0), world.nowMs);

        assertThat(LeaderWorld.refusal(verdict)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(leader.highWatermark()).isZero();
    }

    @Test
    void aFollowerWhoseLastEpochDoesNotFitIsToldWhereItEnds() {
        world.node.put(1, "a", "b");
        world.node.put(3, "c", "d");
        LeaderReplica leader = world.leader(1, A, B);
        world.node.produce("e");

        assertThat(world.fetch(leader, B, LeaderWorld.at(3, 1)))
                .isEqualTo(LeaderWorld.diverging(1, 2));
        assertThat(world.fetch(leader, B, LeaderWorld.at(3, 2)))
                .isEqualTo(LeaderWorld.diverging(1, 2));
        assertThat(world.fetch(leader, B, LeaderWorld.at(5, 3)))
                .isEqualTo(LeaderWorld.diverging(3, 4));
        assertThat(world.fetch(leader, B, LeaderWorld.at(9, EPOCH)))
                .isEqualTo(LeaderWorld.diverging(EPOCH, 5));
        assertThat(world.fetch(leader, B, LeaderWorld.at(1, EPOCH + 1)))
                .isEqualTo(new FetchVerdict.Diverging(EpochEnd.UNKNOWN));
        assertThat(leader.follower(B)).isEqualTo(new FollowerView(-1, world.nowMs));
        for (FetchPosition fits :
                new FetchPosition[] {
                    LeaderWorld.at(2, 1),
                    LeaderWorld.at(1, 1),
                    LeaderWorld.at(4, 3),
                    LeaderWorld.at(5, EPOCH)
                }) {
            assertThat(world.fetch(leader, B, fits)).isInstanceOf(FetchVerdict.Serve.class);
        }
    }

    @Test
    void anOffsetThatTheLogDoesNotHaveIsOutOfRange() {
        world.node.put(1, "a", "b");
        LeaderReplica leader = world.leader(1, A, B);
        world.node.raiseLogStart(1);

        assertThat(LeaderWorld.refusal(world.fetch(leader, B, LeaderWorld.at(0, -1))))
                .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(LeaderWorld.refusal(world.fetch(leader, B, LeaderWorld.at(3, -1))))
                .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(leader.follower(B)).isEqualTo(new FollowerView(-1, world.nowMs));
    }

    // ---- the high watermark ---------------------------------------------------------------------

    @Test
    void committedIsWhatAllOfTheIsrHave() {
        LeaderReplica leader = world.leader(2, A, B, C);
        world.node.produce("a", "b", "c");
        leader.ownEndMoved(3, world.nowMs);

        assertThat(world.fetch(leader, B, LeaderWorld.at(3, EPOCH)))
                .isEqualTo(LeaderWorld.serve(false, false));
        assertThat(leader.highWatermark()).isZero();
        assertThat(world.fetch(leader, C, LeaderWorld.at(2, EPOCH)))
                .isEqualTo(LeaderWorld.serve(true, false));
        assertThat(leader.highWatermark()).isEqualTo(2);
        assertThat(world.fetch(leader, C, LeaderWorld.at(3, EPOCH)))
                .isEqualTo(LeaderWorld.serve(true, false));
        assertThat(leader.highWatermark()).isEqualTo(3);
    }

    @Test
    void aReplicaThatHasNotFetchedYetHoldsItUp() {
        world.node.put(1, "a", "b");

        LeaderReplica leader = world.leader(1, A, B, C);
        world.fetch(leader, B, LeaderWorld.at(2, 1));

        assertThat(leader.highWatermark()).isZero();
    }

    @Test
    void whatTheLeaderHasNotFlushedCountsNot() {
        LeaderReplica leader = world.leader(1, A, B);
        world.node.produce("a", "b");
        world.fetch(leader, B, LeaderWorld.at(2, EPOCH));
        assertThat(leader.highWatermark()).isZero();

        assertThat(leader.ownEndMoved(1, world.nowMs)).isTrue();

        assertThat(leader.highWatermark()).isEqualTo(1);
    }

    @Test
    void itNeverFalls() {
        world.node.put(1, "a", "b");
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A, B), 1, 2);

        world.fetch(leader, B, LeaderWorld.at(1, 1));

        assertThat(leader.highWatermark()).isEqualTo(2);
    }

    @Test
    void itStandsStillWhileTheIsrIsTooSmall() {
        LeaderReplica leader = world.lead(List.of(A, B, C), List.of(A), 2, 0);
        world.node.produce("a");

        assertThat(leader.ownEndMoved(1, world.nowMs)).isFalse();
        assertThat(leader.highWatermark()).isZero();
        leader.configure(new LeaderSettings(1, LAG_MS));
        assertThat(leader.ownEndMoved(1, world.nowMs)).isTrue();
    }

    @Test
    void moreThanThereAreReplicasIsAllOfThem() {
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A, B), 3, 0);
        assertThat(leader.mayAppend((short) -1)).isEqualTo(ErrorCode.NONE);
        world.node.produce("a");
        leader.ownEndMoved(1, world.nowMs);

        assertThat(world.fetch(leader, B, LeaderWorld.at(1, EPOCH)))
                .isEqualTo(LeaderWorld.serve(true, false));
    }

    @Test
    void itWaitsForAFollowerThatIsAboutToJoin() {
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A), 1, 0);
        world.produce(leader, 10);
        world.fetch(leader, B, LeaderWorld.at(5, EPOCH));
        assertThat(leader.highWatermark()).isEqualTo(10);
        world.produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(20);

        // It asks from what was the log end at its last fetch: it keeps up with the leader.
        assertThat(world.fetch(leader, B, LeaderWorld.at(10, EPOCH)))
                .isEqualTo(LeaderWorld.serve(false, false));
        world.produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(20);
        assertThat(world.fetch(leader, B, LeaderWorld.at(20, EPOCH)))
                .isEqualTo(LeaderWorld.serve(false, true));
        assertThat(world.proposed(leader)).containsExactly(A, B);
    }

    @Test
    void itWaitsForNobodyWhoLagsOrMayNotJoin() {
        LeaderReplica leader = world.lead(List.of(A, B), List.of(A), 1, 0);
        world.produce(leader, 10);
        world.fetch(leader, B, LeaderWorld.at(10, EPOCH));
        world.produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(10);
        assertThat(leader.isrDeadlineMs()).isEqualTo(world.nowMs + LAG_MS + 1);

        world.nowMs += LAG_MS + 1;
        assertThat(leader.ownEndMoved(20, world.nowMs)).isTrue();
        assertThat(leader.highWatermark()).isEqualTo(20);
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);

        world.fetch(leader, B, LeaderWorld.at(20, EPOCH));
        world.unfit.add(B);
        world.produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(30);
    }

    // ---- producers ------------------------------------------------------------------------------

    @Test
    void onlyWhoWaitsForAllNeedsEnoughReplicas() {
        LeaderReplica leader = world.lead(List.of(A, B, C), List.of(A), 2, 0);

        assertThat(leader.mayAppend((short) -1)).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(leader.mayAppend((short) 1)).isEqualTo(ErrorCode.NONE);
        assertThat(leader.mayAppend((short) 0)).isEqualTo(ErrorCode.NONE);
        assertThat(world.leader(2, A, B).mayAppend((short) -1)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anAcknowledgementWaitsForTheHighWatermark() {
        LeaderReplica leader = world.leader(2, A, B);
        long end = world.produce(leader, 10);
        world.fetch(leader, B, LeaderWorld.at(9, EPOCH));
        assertThat(leader.acknowledgement(end)).isEqualTo(Acknowledgement.WAITS);

        world.fetch(leader, B, LeaderWorld.at(10, EPOCH));

        assertThat(leader.acknowledgement(end)).isEqualTo(Acknowledgement.DONE);
    }

    @Test
    void whatIsCommittedByTooFewIsSaidToBeSo() {
        LeaderReplica leader = world.leader(2, A, B, C);
        long end = world.produce(leader, 10);
        world.fetch(leader, B, LeaderWorld.at(10, EPOCH));
        world.fetch(leader, C, LeaderWorld.at(10, EPOCH));
        leader.metadataChanged(
                new LeaderChange(List.of(A, B, C), LeaderWorld.state(8, A)), world.nowMs);
        assertThat(leader.acknowledgement(end))
                .isEqualTo(Acknowledgement.NOT_ENOUGH_REPLICAS_AFTER_APPEND);

        // One that is about to join is enough.
        world.fetch(leader, B, LeaderWorld.at(10, EPOCH));
        leader.isrDue(world.nowMs);
        assertThat(leader.acknowledgement(end)).isEqualTo(Acknowledgement.DONE);
    }
}
