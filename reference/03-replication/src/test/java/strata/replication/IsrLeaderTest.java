package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderReplica.FollowerView;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;

final class IsrLeaderTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final NodeId D = new NodeId(4);
    private static final int EPOCH = 5;
    private static final long LAG_MS = 100;

    private final TestReplica node = new TestReplica(1);
    private final TreeSet<NodeId> unfit = new TreeSet<>();
    private long nowMs = 1_000;

    // ---- the beginning --------------------------------------------------------------------------

    @Test
    void itsEpochBeginsAtTheLogEnd() {
        node.put(3, "a", "b");

        LeaderReplica leader = leader(2, A, B, C);

        assertThat(leader.leaderEpoch()).isEqualTo(EPOCH);
        assertThat(leader.epochStartOffset()).isEqualTo(2);
        assertThat(node.epochs().entries())
                .containsExactly(new EpochEntry(3, 0), new EpochEntry(EPOCH, 2));
        assertThat(leader.isr()).isEqualTo(state(7, A, B, C));
    }

    @Test
    void alonItCommitsAllThatItHas() {
        node.put(3, "a", "b");

        LeaderReplica leader = lead(List.of(A), List.of(A), 1, 0);

        assertThat(leader.highWatermark()).isEqualTo(2);
        node.produce("c");
        assertThat(leader.ownEndMoved(3, nowMs)).isTrue();
        assertThat(leader.highWatermark()).isEqualTo(3);
        assertThat(leader.isrDue(nowMs)).isNull();
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    // ---- fetches --------------------------------------------------------------------------------

    @Test
    void whoIsNoReplicaIsRefused() {
        LeaderReplica leader = leader(1, A, B);

        assertThat(refusal(fetch(leader, D, 0))).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(refusal(fetch(leader, A, 0))).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aFetchOfAnotherLeaderEpochIsRefused() {
        LeaderReplica leader = leader(1, A, B);

        assertThat(refusal(fetch(leader, B, new FetchPosition(0, EPOCH - 1, -1, 0))))
                .isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(refusal(fetch(leader, B, new FetchPosition(0, EPOCH + 1, -1, 0))))
                .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(fetch(leader, B, new FetchPosition(0, -1, -1, 0)))
                .isInstanceOf(FetchVerdict.Serve.class);
    }

    @Test
    void aFetchOfTheProcessBeforeIsRefused() {
        node.put(3, "a", "b");
        LeaderReplica leader = leader(2, A, B);
        leader.fetched(B, 21, new FetchPosition(0, EPOCH, -1, 0), nowMs);

        FetchVerdict verdict = leader.fetched(B, 20, new FetchPosition(2, EPOCH, 3, 0), nowMs);

        assertThat(refusal(verdict)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(leader.highWatermark()).isZero();
    }

    @Test
    void aFollowerWhoseLastEpochDoesNotFitIsToldWhereItEnds() {
        node.put(1, "a", "b");
        node.put(3, "c", "d");
        LeaderReplica leader = leader(1, A, B);
        node.produce("e");

        assertThat(fetch(leader, B, at(3, 1))).isEqualTo(diverging(1, 2));
        assertThat(fetch(leader, B, at(3, 2))).isEqualTo(diverging(1, 2));
        assertThat(fetch(leader, B, at(5, 3))).isEqualTo(diverging(3, 4));
        assertThat(fetch(leader, B, at(9, EPOCH))).isEqualTo(diverging(EPOCH, 5));
        assertThat(fetch(leader, B, at(1, EPOCH + 1)))
                .isEqualTo(new FetchVerdict.Diverging(EpochEnd.UNKNOWN));
        assertThat(leader.follower(B)).isEqualTo(new FollowerView(-1, nowMs));
        for (FetchPosition fits :
                new FetchPosition[] {at(2, 1), at(1, 1), at(4, 3), at(5, EPOCH)}) {
            assertThat(fetch(leader, B, fits)).isInstanceOf(FetchVerdict.Serve.class);
        }
    }

    @Test
    void anOffsetThatTheLogDoesNotHaveIsOutOfRange() {
        node.put(1, "a", "b");
        LeaderReplica leader = leader(1, A, B);
        node.raiseLogStart(1);

        assertThat(refusal(fetch(leader, B, at(0, -1)))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(refusal(fetch(leader, B, at(3, -1)))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(leader.follower(B)).isEqualTo(new FollowerView(-1, nowMs));
    }

    // ---- the high watermark ---------------------------------------------------------------------

    @Test
    void committedIsWhatAllOfTheIsrHave() {
        LeaderReplica leader = leader(2, A, B, C);
        node.produce("a", "b", "c");
        leader.ownEndMoved(3, nowMs);

        assertThat(fetch(leader, B, at(3, EPOCH))).isEqualTo(serve(false, false));
        assertThat(leader.highWatermark()).isZero();
        assertThat(fetch(leader, C, at(2, EPOCH))).isEqualTo(serve(true, false));
        assertThat(leader.highWatermark()).isEqualTo(2);
        assertThat(fetch(leader, C, at(3, EPOCH))).isEqualTo(serve(true, false));
        assertThat(leader.highWatermark()).isEqualTo(3);
    }

    @Test
    void aReplicaThatHasNotFetchedYetHoldsItUp() {
        node.put(1, "a", "b");

        LeaderReplica leader = leader(1, A, B, C);
        fetch(leader, B, at(2, 1));

        assertThat(leader.highWatermark()).isZero();
    }

    @Test
    void whatTheLeaderHasNotFlushedCountsNot() {
        LeaderReplica leader = leader(1, A, B);
        node.produce("a", "b");
        fetch(leader, B, at(2, EPOCH));
        assertThat(leader.highWatermark()).isZero();

        assertThat(leader.ownEndMoved(1, nowMs)).isTrue();

        assertThat(leader.highWatermark()).isEqualTo(1);
    }

    @Test
    void itNeverFalls() {
        node.put(1, "a", "b");
        LeaderReplica leader = lead(List.of(A, B), List.of(A, B), 1, 2);

        fetch(leader, B, at(1, 1));

        assertThat(leader.highWatermark()).isEqualTo(2);
    }

    @Test
    void itStandsStillWhileTheIsrIsTooSmall() {
        LeaderReplica leader = lead(List.of(A, B, C), List.of(A), 2, 0);
        node.produce("a");

        assertThat(leader.ownEndMoved(1, nowMs)).isFalse();
        assertThat(leader.highWatermark()).isZero();
        leader.configure(new LeaderSettings(1, LAG_MS));
        assertThat(leader.ownEndMoved(1, nowMs)).isTrue();
    }

    @Test
    void moreThanThereAreReplicasIsAllOfThem() {
        LeaderReplica leader = lead(List.of(A, B), List.of(A, B), 3, 0);
        assertThat(leader.mayAppend((short) -1)).isEqualTo(ErrorCode.NONE);
        node.produce("a");
        leader.ownEndMoved(1, nowMs);

        assertThat(fetch(leader, B, at(1, EPOCH))).isEqualTo(serve(true, false));
    }

    @Test
    void itWaitsForAFollowerThatIsAboutToJoin() {
        LeaderReplica leader = lead(List.of(A, B), List.of(A), 1, 0);
        produce(leader, 10);
        fetch(leader, B, at(5, EPOCH));
        assertThat(leader.highWatermark()).isEqualTo(10);
        produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(20);

        // It asks from what was the log end at its last fetch: it keeps up with the leader.
        assertThat(fetch(leader, B, at(10, EPOCH))).isEqualTo(serve(false, false));
        produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(20);
        assertThat(fetch(leader, B, at(20, EPOCH))).isEqualTo(serve(false, true));
        assertThat(proposed(leader)).containsExactly(A, B);
    }

    @Test
    void itWaitsForNobodyWhoLagsOrMayNotJoin() {
        LeaderReplica leader = lead(List.of(A, B), List.of(A), 1, 0);
        produce(leader, 10);
        fetch(leader, B, at(10, EPOCH));
        produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(10);
        assertThat(leader.isrDeadlineMs()).isEqualTo(nowMs + LAG_MS + 1);

        nowMs += LAG_MS + 1;
        assertThat(leader.ownEndMoved(20, nowMs)).isTrue();
        assertThat(leader.highWatermark()).isEqualTo(20);
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);

        fetch(leader, B, at(20, EPOCH));
        unfit.add(B);
        produce(leader, 10);
        assertThat(leader.highWatermark()).isEqualTo(30);
    }

    // ---- who is in sync -------------------------------------------------------------------------

    @Test
    void aFollowerIsCaughtUpAtTheTimeOfAFetchFromTheLogEndOrOfTheOneBefore() {
        LeaderReplica leader = leader(1, A, B);
        produce(leader, 10);
        fetchAt(leader, 1_010, 5);
        assertThat(caughtUpMs(leader)).isEqualTo(1_000);
        fetchAt(leader, 1_020, 10);
        assertThat(caughtUpMs(leader)).isEqualTo(1_020);
        produce(leader, 10);
        fetchAt(leader, 1_030, 15);
        produce(leader, 10);
        fetchAt(leader, 1_040, 20);
        assertThat(caughtUpMs(leader)).isEqualTo(1_030);
        fetchAt(leader, 1_050, 29);
        assertThat(caughtUpMs(leader)).isEqualTo(1_030);
        produce(leader, 1);
        fetchAt(leader, 1_060, 30);
        assertThat(caughtUpMs(leader)).isEqualTo(1_050);
    }

    @Test
    void whoIsNotCaughtUpForTooLongLeaves() {
        LeaderReplica leader = leader(1, A, B, C);
        produce(leader, 10);
        fetch(leader, B, at(10, EPOCH));
        assertThat(leader.isrDeadlineMs()).isEqualTo(nowMs + LAG_MS + 1);

        nowMs += LAG_MS;
        assertThat(leader.isrDue(nowMs)).isNull();
        nowMs++;
        IsrProposal proposal = due(leader);

        assertThat(members(proposal)).containsExactly(A, B);
        assertThat(leader.isrDue(nowMs)).isNull();
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(leader.highWatermark()).isZero();
        assertThat(leader.isrAnswered(proposal, ErrorCode.NONE, state(8, A, B), nowMs)).isTrue();
        assertThat(leader.isr()).isEqualTo(state(8, A, B));
        assertThat(leader.highWatermark()).isEqualTo(10);
    }

    @Test
    void whoHasAllThatThereIsStaysHoweverLongItIsSilent() {
        LeaderReplica leader = leader(1, A, B);
        fetch(leader, B, at(0, -1));

        nowMs += 1_000 * LAG_MS;

        assertThat(leader.isrDue(nowMs)).isNull();
        assertThat(leader.isrDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoMayNotBeInAnIsrLeaves() {
        LeaderReplica leader = leader(1, A, B, C);
        unfit.add(C);

        assertThat(leader.isrDeadlineMs()).isEqualTo(nowMs);
        assertThat(proposed(leader)).containsExactly(A, B);
    }

    @Test
    void whoHasReachedTheHighWatermarkAndTheEpochsStartJoins() {
        node.put(3, "a", "b", "c", "d");
        LeaderReplica leader = lead(List.of(C, A, B), List.of(A, B), 2, 1);
        assertThat(fetch(leader, C, at(1, 3))).isEqualTo(serve(false, false));
        assertThat(leader.isrDue(nowMs)).isNull();

        FetchVerdict verdict = leader.fetched(C, 33, at(4, 3), nowMs);
        IsrProposal proposal = due(leader);

        assertThat(verdict).isEqualTo(serve(false, true));
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
        node.put(3, "a", "b", "c", "d");
        LeaderReplica leader = lead(List.of(A, B, C), List.of(A, B), 2, 1);
        assertThat(fetch(leader, C, at(4, 3))).isEqualTo(serve(false, true));

        assertThat(fetch(leader, C, at(2, 3))).isEqualTo(serve(false, false));

        assertThat(leader.highWatermark()).isEqualTo(1);
        assertThat(leader.isrDue(nowMs)).isNull();
    }

    @Test
    void whoMayNotBeInAnIsrDoesNotJoin() {
        LeaderReplica leader = lead(List.of(A, B), List.of(A), 1, 0);
        unfit.add(B);

        assertThat(fetch(leader, B, at(0, -1))).isEqualTo(serve(false, false));
        assertThat(leader.isrDue(nowMs)).isNull();
    }

    @Test
    void whoWouldLeaveAtOnceDoesNotJoin() {
        node.put(3, "a");
        LeaderReplica leader = lead(List.of(A, B), List.of(A), 2, 0);
        fetch(leader, B, at(1, 3));
        produce(leader, 10);

        nowMs += LAG_MS + 1;

        assertThat(leader.highWatermark()).isZero();
        assertThat(leader.isrDue(nowMs)).isNull();
    }

    @Test
    void aLeaderThatWasElectedUncleanlySaysThatItHasRecovered() {
        IsrState recovering = new IsrState(List.of(A), 7, true);
        LeaderReplica leader = node.lead(start(List.of(A, B), recovering, 1, 0));

        IsrProposal proposal = due(leader);

        assertThat(members(proposal)).containsExactly(A);
        leader.isrAnswered(proposal, ErrorCode.NONE, state(8, A), nowMs);
        assertThat(leader.isrDue(nowMs)).isNull();
    }

    // ---- proposals ------------------------------------------------------------------------------

    @Test
    void whoIsAboutToJoinCountsForTheHighWatermark() {
        LeaderReplica leader = lead(List.of(A, B), List.of(A), 1, 0);
        fetch(leader, B, at(0, -1));
        IsrProposal proposal = due(leader);
        produce(leader, 10);
        nowMs += LAG_MS + 1;
        leader.ownEndMoved(10, nowMs);
        assertThat(leader.highWatermark()).isZero();

        assertThat(leader.isrAnswered(proposal, ErrorCode.INELIGIBLE_REPLICA, null, nowMs))
                .isTrue();

        assertThat(leader.highWatermark()).isEqualTo(10);
        assertThat(leader.isr()).isEqualTo(state(7, A));
    }

    @Test
    void whoIsAboutToLeaveCountsForTheHighWatermarkToo() {
        LeaderReplica leader = leader(1, A, B, C);
        produce(leader, 10);
        fetch(leader, B, at(10, EPOCH));
        nowMs += LAG_MS + 1;
        leader.isrDue(nowMs);

        leader.ownEndMoved(10, nowMs);

        assertThat(leader.highWatermark()).isZero();
    }

    @Test
    void anErrorThatProvesNothingLeavesTheProposalUnderWay() {
        LeaderReplica leader = lead(List.of(A, B), List.of(A), 1, 0);
        fetch(leader, B, at(0, -1));
        IsrProposal proposal = due(leader);
        produce(leader, 10);
        nowMs += LAG_MS + 1;

        for (ErrorCode error :
                new ErrorCode[] {
                    ErrorCode.NOT_CONTROLLER,
                    ErrorCode.REQUEST_TIMED_OUT,
                    ErrorCode.INVALID_UPDATE_VERSION,
                    ErrorCode.FENCED_LEADER_EPOCH,
                    ErrorCode.UNKNOWN_SERVER_ERROR
                }) {
            assertThat(leader.isrAnswered(proposal, error, null, nowMs)).isFalse();
            assertThat(leader.isrDue(nowMs)).isNull();
            assertThat(leader.highWatermark()).isZero();
        }
        LeaderChange change = new LeaderChange(List.of(A, B), state(8, A, B));
        assertThat(leader.metadataChanged(change, nowMs)).isFalse();
        assertThat(leader.isr()).isEqualTo(state(8, A, B));
        assertThat(proposed(leader)).containsExactly(A);
    }

    @Test
    void anAnswerToAProposalThatIsOverHasNoEffect() {
        LeaderReplica leader = lead(List.of(A, B), List.of(A), 1, 0);
        fetch(leader, B, at(0, -1));
        IsrProposal proposal = due(leader);
        leader.metadataChanged(new LeaderChange(List.of(A, B), state(8, A, B)), nowMs);

        leader.isrAnswered(proposal, ErrorCode.NONE, state(8, A), nowMs);

        assertThat(leader.isr()).isEqualTo(state(8, A, B));
    }

    @Test
    void metadataThatIsNotNewerHasNoEffect() {
        LeaderReplica leader = leader(1, A, B);

        leader.metadataChanged(new LeaderChange(List.of(A, C), state(7, A)), nowMs);
        leader.metadataChanged(new LeaderChange(List.of(A, C), state(6, A)), nowMs);

        assertThat(leader.isr()).isEqualTo(state(7, A, B));
        assertThat(leader.follower(B)).isNotNull();
    }

    @Test
    void anotherAssignmentForgetsNothingOfThoseWhoStay() {
        LeaderReplica leader = leader(1, A, B, C);
        produce(leader, 10);
        fetch(leader, B, at(10, EPOCH));

        leader.metadataChanged(
                new LeaderChange(List.of(A, B, D), new IsrState(List.of(A, B), 8, false)), nowMs);

        assertThat(leader.highWatermark()).isEqualTo(10);
        assertThat(leader.follower(B)).isEqualTo(new FollowerView(10, nowMs));
        assertThat(leader.follower(C)).isNull();
        assertThat(leader.follower(D)).isEqualTo(new FollowerView(-1, FollowerView.NEVER_MS));
    }

    // ---- producers ------------------------------------------------------------------------------

    @Test
    void onlyWhoWaitsForAllNeedsEnoughReplicas() {
        LeaderReplica leader = lead(List.of(A, B, C), List.of(A), 2, 0);

        assertThat(leader.mayAppend((short) -1)).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(leader.mayAppend((short) 1)).isEqualTo(ErrorCode.NONE);
        assertThat(leader.mayAppend((short) 0)).isEqualTo(ErrorCode.NONE);
        assertThat(leader(2, A, B).mayAppend((short) -1)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anAcknowledgementWaitsForTheHighWatermark() {
        LeaderReplica leader = leader(2, A, B);
        long end = produce(leader, 10);
        fetch(leader, B, at(9, EPOCH));
        assertThat(leader.acknowledgement(end)).isEqualTo(Acknowledgement.WAITS);

        fetch(leader, B, at(10, EPOCH));

        assertThat(leader.acknowledgement(end)).isEqualTo(Acknowledgement.DONE);
    }

    @Test
    void whatIsCommittedByTooFewIsSaidToBeSo() {
        LeaderReplica leader = leader(2, A, B, C);
        long end = produce(leader, 10);
        fetch(leader, B, at(10, EPOCH));
        fetch(leader, C, at(10, EPOCH));
        leader.metadataChanged(new LeaderChange(List.of(A, B, C), state(8, A)), nowMs);
        assertThat(leader.acknowledgement(end))
                .isEqualTo(Acknowledgement.NOT_ENOUGH_REPLICAS_AFTER_APPEND);

        // One that is about to join is enough.
        fetch(leader, B, at(10, EPOCH));
        leader.isrDue(nowMs);
        assertThat(leader.acknowledgement(end)).isEqualTo(Acknowledgement.DONE);
    }

    // ---- small words ----------------------------------------------------------------------------

    private LeaderReplica leader(int minInsyncReplicas, NodeId... isr) {
        return lead(List.of(isr), List.of(isr), minInsyncReplicas, 0);
    }

    private LeaderReplica lead(
            List<NodeId> replicas, List<NodeId> isr, int minInsyncReplicas, long highWatermark) {
        return node.lead(
                start(replicas, new IsrState(isr, 7, false), minInsyncReplicas, highWatermark));
    }

    private LeaderStart start(
            List<NodeId> replicas, IsrState isr, int minInsyncReplicas, long highWatermark) {
        return new LeaderStart(
                EPOCH,
                replicas,
                isr,
                highWatermark,
                new LeaderSettings(minInsyncReplicas, LAG_MS),
                (broker, brokerEpoch) -> !unfit.contains(broker),
                nowMs);
    }

    private long produce(LeaderReplica leader, int count) {
        String[] values = new String[count];
        Arrays.fill(values, "v");
        long end = node.produce(values);
        leader.ownEndMoved(end, nowMs);
        return end;
    }

    private FetchVerdict fetch(LeaderReplica leader, NodeId follower, long fetchOffset) {
        return fetch(leader, follower, at(fetchOffset, -1));
    }

    private FetchVerdict fetch(LeaderReplica leader, NodeId follower, FetchPosition position) {
        return leader.fetched(follower, -1, position, nowMs);
    }

    private static void fetchAt(LeaderReplica leader, long atMs, long fetchOffset) {
        leader.fetched(B, -1, at(fetchOffset, EPOCH), atMs);
    }

    private static long caughtUpMs(LeaderReplica leader) {
        FollowerView view = leader.follower(B);
        return view == null ? -1 : view.caughtUpMs();
    }

    private static FetchPosition at(long fetchOffset, int lastFetchedEpoch) {
        return new FetchPosition(fetchOffset, EPOCH, lastFetchedEpoch, 0);
    }

    private static IsrState state(int partitionEpoch, NodeId... isr) {
        return new IsrState(List.of(isr), partitionEpoch, false);
    }

    private static FetchVerdict serve(boolean highWatermarkMoved, boolean isrDue) {
        return new FetchVerdict.Serve(highWatermarkMoved, isrDue);
    }

    private static FetchVerdict diverging(int epoch, long endOffset) {
        return new FetchVerdict.Diverging(new EpochEnd(epoch, endOffset));
    }

    private static ErrorCode refusal(FetchVerdict verdict) {
        assertThat(verdict).isInstanceOf(FetchVerdict.Refused.class);
        return ((FetchVerdict.Refused) verdict).error();
    }

    private List<NodeId> proposed(LeaderReplica leader) {
        return members(due(leader));
    }

    private IsrProposal due(LeaderReplica leader) {
        return Objects.requireNonNull(leader.isrDue(nowMs), "nothing is due");
    }

    private static List<NodeId> members(IsrProposal proposal) {
        return proposal.isr().stream().map(IsrProposal.Member::broker).toList();
    }
}
