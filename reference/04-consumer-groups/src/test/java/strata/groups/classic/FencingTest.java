package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;

class FencingTest {
    private final Desk desk = new Desk();

    private ErrorCode commit(String memberId, @Nullable String instanceId, int generation) {
        Peer peer = new Peer(desk).named(instanceId);
        peer.memberId = memberId;
        peer.generation = generation;
        return peer.commit();
    }

    @Test
    void anybodyMayCommitForAnEmptyGroupWithoutSayingWhoItIs() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);
        peer.leave();

        assertThat(commit("", null, -1)).isEqualTo(ErrorCode.NONE);
        assertThat(commit("somebody", null, -1)).isEqualTo(ErrorCode.NONE);
        assertThat(commit(peer.memberId, null, 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void onlyMembersOfTheGenerationMayCommitWhereThereAreMembers() {
        Peer peer = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(peer, fixed);

        assertThat(commit(peer.memberId, null, 1)).isEqualTo(ErrorCode.NONE);
        assertThat(commit("", null, -1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commit("somebody", null, 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commit(peer.memberId, null, 0)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commit(peer.memberId, null, 2)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commit(peer.memberId, null, -1)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commit(peer.memberId, "b", 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commit(peer.memberId, "a", 1)).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(commit("", null, 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aMemberThatWasLeftBehindMayNotCommit() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        one.supports(Peer.protocol("range", "new")).ask();
        for (int i = 0; i < 8; i++) {
            desk.advance(8_000);
            two.heartbeat();
        }
        one.joined();
        one.sync();

        assertThat(one.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(two.commit()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aLeaderThatWasPausedSharesNothingOut() {
        Peer paused = new Peer(desk).join();
        Peer other = new Peer(desk).join();
        desk.advance(6_000);
        paused.joined();
        other.joined();
        other.sync();
        desk.advance(10_000);
        assertThat(other.syncError()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        other.ask();
        other.joined();
        other.sync();

        assertThat(paused.sync().syncError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(other.assignment()).isEqualTo("for " + other.memberId);
    }

    @Test
    void aLeaderOfAnOldGenerationSharesNothingOut() {
        Peer leader = new Peer(desk);
        Peer other = new Peer(desk);
        Peer.settle(leader, other);
        leader.ask();
        other.ask();
        int size = desk.log.size();

        leader.sync();

        assertThat(leader.syncError()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(desk.log).hasSize(size);
    }

    private ErrorCode commitInTransaction(
            String memberId, @Nullable String instanceId, int generation) {
        return desk.commit(
                new TxnOffsetCommit.Request(
                        new TxnOffsetCommit.Transaction(
                                "txn", 7, (short) 0, TransactionSupport.ABORTABLE),
                        "g",
                        generation,
                        memberId,
                        instanceId,
                        List.of()));
    }

    @Test
    void aTransactionOfAMemberThatIsNoneAnyMoreCommitsNothing() {
        Peer peer = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(peer, fixed);

        assertThat(commitInTransaction(peer.memberId, null, 1)).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction(fixed.memberId, "a", 1)).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction("", null, -1)).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction("somebody", null, 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commitInTransaction("somebody", null, -1))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commitInTransaction(peer.memberId, null, 0))
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commitInTransaction(peer.memberId, null, -1))
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commitInTransaction(peer.memberId, "a", 1))
                .isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(commitInTransaction("", "a", -1)).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void aTransactionMayCommitWhileTheLeaderSharesOutAndWhereThereAreNoMembers() {
        Peer leader = new Peer(desk);
        Peer other = new Peer(desk);
        Peer.settle(leader, other);
        leader.ask();
        other.ask();
        leader.joined();
        other.joined();
        assertThat(leader.commit()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(commitInTransaction(leader.memberId, null, leader.generation))
                .isEqualTo(ErrorCode.NONE);

        leader.leave();
        other.leave();
        assertThat(commitInTransaction("somebody", null, -1)).isEqualTo(ErrorCode.NONE);
        assertThat(commitInTransaction(leader.memberId, null, leader.generation))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aCommitInATransactionIsNoSignOfLife() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);

        for (int i = 0; i < 3; i++) {
            desk.advance(4_000);
            commitInTransaction(peer.memberId, null, 1);
        }

        assertThat(commitInTransaction(peer.memberId, null, 1))
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }
}
