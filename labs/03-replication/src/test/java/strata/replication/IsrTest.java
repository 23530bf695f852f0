package strata.replication;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Node 1 leads in epoch 5; the partition's state has partition epoch 7. */
@Step(value = "3.5", concept = "the in-sync replicas", code = "REP-305")
final class IsrTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final long BEGIN_MS = TestReplica.BEGIN_MS;
    private static final long LATE_MS = BEGIN_MS + TestReplica.LAG_MS + 1;

    private final TestReplica node = new TestReplica(1);

    @Claim(
            value = "Who has not been caught up for too long is to leave, and nobody else",
            rules = {"R3.5-a", "R3.5-c"})
    void whoLagsIsToLeave(Lesson lesson) {
        lesson.step("nodes 1 to 3 are in sync; 0 to 9 are appended, node 2 has them, node 3 not");
        LeaderReplica leader = node.lead(List.of(A, B, C), List.of(A, B, C), 1, 0);
        append(leader, 10);
        fetch(leader, B, 10, BEGIN_MS);
        fetch(leader, C, 6, BEGIN_MS);
        lesson.expect("after 10 s: what is due", null, leader.isrDue(LATE_MS - 1));
        lesson.step("another millisecond goes by");
        lesson.expect("what is due", proposal(A, B), text(leader.isrDue(LATE_MS)));
        lesson.expect("what is due then: one is under way", null, leader.isrDue(LATE_MS + 1));

        lesson.step("another partition, where all have all; a day goes by");
        TestReplica idle = new TestReplica(1).put(3, 4);
        LeaderReplica other = idle.lead(List.of(A, B), List.of(A, B), 1, 0);
        fetch(other, B, 4, BEGIN_MS);
        lesson.expect("what is due", null, other.isrDue(BEGIN_MS + 86_400_000));

        lesson.step("broker 2 is fenced");
        idle.unfit.add(B);
        lesson.expect("what is due", proposal(A), text(other.isrDue(BEGIN_MS)));
    }

    @Claim(
            value = "Who has all that is committed, and all since the leader began, is to join",
            rules = {"R3.5-b", "R3.5-c"})
    void whoHasAllThatIsCommittedIsToJoin(Lesson lesson) {
        lesson.step("node 3 leads with 0 to 3, of which 1 is known as committed; 2 of 3 must be");
        lesson.step("in sync. Node 1 leads; 2 is in the ISR, 3 is not, and comes back");
        node.put(3, 2).put(3, 2);
        LeaderReplica leader = node.lead(List.of(C, A, B), List.of(A, B), 2, 1);
        lesson.now("node 3 fetches from 2: above the high watermark, below the epoch's start");
        lesson.expect("the verdict", serve(false), fetch(leader, C, 2, BEGIN_MS));
        lesson.expect("what is due", null, leader.isrDue(BEGIN_MS));
        lesson.now("it fetches from 4");
        lesson.expect("the verdict", serve(true), fetch(leader, C, 4, BEGIN_MS));
        lesson.now("it has lost 2 and 3 again, and fetches from 2");
        lesson.expect("the verdict", serve(false), fetch(leader, C, 2, BEGIN_MS));
        lesson.expect("what is due", null, leader.isrDue(BEGIN_MS));
        lesson.now("it fetches from 4, with broker epoch 33");
        leader.fetched(C, 33, new FetchPosition(4, 5, -1, 0), BEGIN_MS);
        IsrProposal due = leader.isrDue(BEGIN_MS);
        IsrProposal right =
                new IsrProposal(
                        5,
                        7,
                        List.of(
                                new IsrProposal.Member(C, 33),
                                new IsrProposal.Member(A, -1),
                                new IsrProposal.Member(B, -1)));
        lesson.expect("what is due", right, due);

        lesson.step("a broker that is fenced");
        TestReplica other = new TestReplica(1);
        LeaderReplica strict = other.lead(List.of(A, B), List.of(A), 1, 0);
        other.unfit.add(B);
        lesson.expect("the verdict", serve(false), fetch(strict, B, 0, BEGIN_MS));
        lesson.expect("what is due", null, strict.isrDue(BEGIN_MS));
    }

    @Claim(
            value = "Who would join counts for the high watermark, whichever way the proposal ends",
            rules = {"R3.4-d", "R3.5-d"})
    void whoWouldJoinCounts(Lesson lesson) {
        lesson.step("node 2 comes back and has all; it is to join; 0 to 9 are appended");
        LeaderReplica leader = node.lead(List.of(A, B), List.of(A), 1, 0);
        fetch(leader, B, 0, BEGIN_MS);
        IsrProposal proposal = leader.isrDue(BEGIN_MS);
        lesson.expect("what is due", proposal(A, B), text(proposal));
        node.log.put(TestBatch.of(0, 5, 10));
        leader.ownEndMoved(10, LATE_MS);
        lesson.expect("the high watermark", 0L, leader.highWatermark());

        lesson.step("the controller confirms it");
        boolean moved = leader.isrAnswered(proposal, ErrorCode.NONE, state(8, A, B), LATE_MS);
        lesson.expect("whether the high watermark moved", false, moved);
        lesson.expect("the ISR", state(8, A, B), leader.isr());
        lesson.step("node 2 is silent; it is to leave, and counts until the controller says so");
        IsrProposal leaves = leader.isrDue(LATE_MS);
        lesson.expectThat(leaves != null, "what is due", "an ISR of node 1", "nothing");
        leader.ownEndMoved(10, LATE_MS);
        lesson.expect("the high watermark", 0L, leader.highWatermark());
        moved = leader.isrAnswered(leaves, ErrorCode.NONE, state(9, A), LATE_MS);
        lesson.expect("whether the high watermark moved", true, moved);
        lesson.expect("the high watermark", 10L, leader.highWatermark());

        lesson.step("two must be in sync, and one is; node 2 has all, and is to join");
        TestReplica fresh = new TestReplica(1);
        LeaderReplica alone = fresh.lead(List.of(A, B), List.of(A), 2, 0);
        fresh.log.put(TestBatch.of(0, 5, 10));
        fetch(alone, B, 10, BEGIN_MS);
        IsrProposal joins = alone.isrDue(BEGIN_MS);
        lesson.expect("what is due", proposal(A, B), text(joins));
        alone.ownEndMoved(10, BEGIN_MS);
        lesson.expect("the high watermark", 0L, alone.highWatermark());
        alone.isrAnswered(joins, ErrorCode.NONE, state(8, A, B), BEGIN_MS);
        lesson.expect("the high watermark", 10L, alone.highWatermark());
    }

    @Claim(
            value = "What may have been carried out stays under way until somebody knows",
            rules = {"R3.5-e", "R3.5-f"})
    void whatMayHaveBeenCarriedOutStaysUnderWay(Lesson lesson) {
        for (ErrorCode error :
                List.of(
                        ErrorCode.NOT_CONTROLLER,
                        ErrorCode.REQUEST_TIMED_OUT,
                        ErrorCode.INVALID_UPDATE_VERSION,
                        ErrorCode.FENCED_LEADER_EPOCH)) {
            lesson.step("node 2 is to join; 0 to 9 are appended; the controller says %s", error);
            TestReplica fresh = new TestReplica(1);
            LeaderReplica leader = fresh.lead(List.of(A, B), List.of(A), 1, 0);
            IsrProposal proposal = join(fresh, leader);
            lesson.expect(
                    "whether the high watermark moved",
                    false,
                    leader.isrAnswered(proposal, error, null, LATE_MS));
            lesson.expect("what is due", null, leader.isrDue(LATE_MS));
            lesson.expect("the high watermark", 0L, leader.highWatermark());
            lesson.step("the metadata says that node 1 is alone, with partition epoch 8");
            lesson.expect(
                    "whether the high watermark moved",
                    true,
                    leader.metadataChanged(change(8, A), LATE_MS));
        }
        for (ErrorCode error :
                List.of(ErrorCode.INELIGIBLE_REPLICA, ErrorCode.OPERATION_NOT_ATTEMPTED)) {
            lesson.step("the same, and the controller says %s: it was not done", error);
            TestReplica fresh = new TestReplica(1);
            LeaderReplica leader = fresh.lead(List.of(A, B), List.of(A), 1, 0);
            IsrProposal proposal = join(fresh, leader);
            lesson.expect(
                    "whether the high watermark moved",
                    true,
                    leader.isrAnswered(proposal, error, null, LATE_MS));
            lesson.expect("the ISR", state(7, A), leader.isr());
        }
    }

    /** Node 2 has what there is, is to join, and then falls behind by ten records. */
    private static @Nullable IsrProposal join(TestReplica replica, LeaderReplica leader) {
        fetch(leader, B, 0, BEGIN_MS);
        IsrProposal proposal = leader.isrDue(BEGIN_MS);
        replica.log.put(TestBatch.of(0, 5, 10));
        leader.ownEndMoved(10, LATE_MS);
        return proposal;
    }

    @Claim(
            value = "The metadata is believed when it is newer, and then a proposal is over",
            rules = {"R3.5-f", "R3.5-g"})
    void theMetadataIsBelievedWhenItIsNewer(Lesson lesson) {
        lesson.step("the leader knows partition epoch 7; it is told of 6 and of 7");
        LeaderReplica leader = node.lead(List.of(A, B), List.of(A), 1, 0);
        leader.metadataChanged(change(6, A, B), BEGIN_MS);
        leader.metadataChanged(change(7, A, B), BEGIN_MS);
        lesson.expect("the ISR", state(7, A), leader.isr());

        lesson.step("node 2 is to join; then the leader is told of 8");
        fetch(leader, B, 0, BEGIN_MS);
        IsrProposal proposal = leader.isrDue(BEGIN_MS);
        leader.metadataChanged(change(8, A), BEGIN_MS);
        lesson.expect("the ISR", state(8, A), leader.isr());
        lesson.step("the answer to the proposal comes after all");
        leader.isrAnswered(proposal, ErrorCode.NONE, state(8, A, B), BEGIN_MS);
        lesson.expect("the ISR", state(8, A), leader.isr());
        IsrProposal again = leader.isrDue(BEGIN_MS);
        lesson.expect(
                "what is due, by its partition epoch",
                8,
                again == null ? null : again.partitionEpoch());
    }

    @Claim(
            value = "One that keeps up is waited for, so that it can join a busy leader's ISR",
            rules = {"R3.5-h"})
    void oneThatKeepsUpIsWaitedFor(Lesson lesson) {
        lesson.step("node 1 is alone in its ISR, and appends ten records between any two fetches");
        LeaderReplica leader = node.lead(List.of(A, B), List.of(A), 1, 0);
        append(leader, 10);
        fetch(leader, B, 5, BEGIN_MS);
        lesson.expect("the high watermark", 10L, leader.highWatermark());
        append(leader, 10);
        lesson.expect("the high watermark: node 2 is behind", 20L, leader.highWatermark());
        lesson.step("node 2 fetches from 10, the log end of its last fetch: it keeps up");
        lesson.expect("the verdict", serve(false), fetch(leader, B, 10, BEGIN_MS));
        append(leader, 10);
        lesson.expect("the high watermark", 20L, leader.highWatermark());
        lesson.step("it fetches from 20");
        lesson.expect("the verdict", serve(true), fetch(leader, B, 20, BEGIN_MS));
        lesson.expect("what is due", proposal(A, B), text(leader.isrDue(BEGIN_MS)));
    }

    @Claim(
            value =
                    "A leader that was elected uncleanly says first that it has recovered"
                            + " (KIP-704)",
            rules = {"R3.5-i"})
    void aLeaderSaysThatItHasRecovered(Lesson lesson) {
        lesson.step("node 1 was elected uncleanly, and is alone");
        IsrState recovering = new IsrState(List.of(A), 7, true);
        LeaderReplica leader = node.lead(List.of(A, B), recovering, 1, 0);
        IsrProposal due = leader.isrDue(BEGIN_MS);
        lesson.expect("what is due", proposal(A), text(due));
        lesson.step("the controller confirms it");
        leader.isrAnswered(due, ErrorCode.NONE, state(8, A), BEGIN_MS);
        lesson.expect("what is due", null, leader.isrDue(BEGIN_MS));
    }

    private void append(LeaderReplica leader, int count) {
        node.log.put(TestBatch.of(node.log.logEndOffset(), 5, count));
        leader.ownEndMoved(node.log.logEndOffset(), BEGIN_MS);
    }

    private static FetchVerdict fetch(LeaderReplica leader, NodeId from, long offset, long nowMs) {
        return leader.fetched(from, -1, new FetchPosition(offset, 5, -1, 0), nowMs);
    }

    private static FetchVerdict serve(boolean isrDue) {
        return new FetchVerdict.Serve(false, isrDue);
    }

    private static LeaderChange change(int partitionEpoch, NodeId... isr) {
        return new LeaderChange(List.of(A, B), state(partitionEpoch, isr));
    }

    private static IsrState state(int partitionEpoch, NodeId... isr) {
        return new IsrState(List.of(isr), partitionEpoch, false);
    }

    private static String proposal(NodeId... isr) {
        return "an ISR of " + List.of(isr);
    }

    private static String text(@Nullable IsrProposal proposal) {
        return proposal == null
                ? "nothing"
                : "an ISR of " + proposal.isr().stream().map(IsrProposal.Member::broker).toList();
    }
}
