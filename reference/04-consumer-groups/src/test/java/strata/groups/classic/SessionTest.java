package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupSettings;

class SessionTest {
    private final Desk desk = new Desk();

    @Test
    void whoIsNotHeardOfIsRemovedAndTheOthersRebalance() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);

        desk.advance(6_000);
        assertThat(one.heartbeat()).isEqualTo(ErrorCode.NONE);
        desk.advance(3_999);
        assertThat(one.heartbeat()).isEqualTo(ErrorCode.NONE);
        desk.advance(1);

        assertThat(one.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(two.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(one.ask().joined().members()).hasSize(1);
    }

    @Test
    void aCommitIsASignOfLife() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);

        for (int i = 0; i < 5; i++) {
            desk.advance(9_000);
            assertThat(peer.commit()).isEqualTo(ErrorCode.NONE);
        }
        assertThat(peer.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoWaitsForOthersNeedNotBeHeardOf() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);

        one.ask();
        for (int i = 0; i < 6; i++) {
            desk.advance(9_000);
            two.heartbeat();
        }
        assertThat(one.isAnswered()).isFalse();
        two.ask();

        assertThat(one.joined().members()).hasSize(2);
        desk.advance(9_999);
        assertThat(one.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoWaitsForItsAssignmentNeedNotBeHeardOf() {
        Peer leader = new Peer(desk).join();
        Peer two = new Peer(desk).join();
        desk.advance(6_000);
        leader.joined();
        two.joined();
        two.sync();

        for (int i = 0; i < 5; i++) {
            desk.advance(9_000);
            leader.heartbeat();
        }
        leader.sync();

        assertThat(two.syncError()).isEqualTo(ErrorCode.NONE);
        desk.advance(9_999);
        assertThat(two.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aNewMemberThatWaitsForeverIsGivenUpAfterFiveMinutes() {
        Peer old = new Peer(desk);
        old.rebalanceTimeoutMs = 3_600_000;
        Peer.settle(old);
        Peer fresh = new Peer(desk).old().ask();

        for (int i = 0; i < 60; i++) {
            assertThat(fresh.isAnswered()).isFalse();
            desk.advance(5_000);
            old.heartbeat();
        }

        assertThat(fresh.joinError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(desk.joined(fresh.waiter).memberId()).isEmpty();
        assertThat(desk.group("g").members()).hasSize(1);
    }

    @Test
    void theLastSessionThatEndsLeavesAnEmptyGroup() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);

        desk.advance(10_000);

        assertThat(desk.group("g").state()).isEqualTo("Empty");
        assertThat(desk.group("g").generation()).isEqualTo(2);
        assertThat(peer.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(desk.protocol.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoIsWaitedForInVainIsForgottenWithItsSession() {
        Peer pending = new Peer(desk).ask();
        pending.memberId = desk.joined(pending.waiter).memberId();

        desk.advance(10_000);

        assertThat(pending.ask().joinError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void sessionsBeginAnewWhereAnotherTakesOver() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);
        desk.advance(9_000);

        Desk other = Desk.replayed(desk, GroupSettings.Classic.DEFAULT, 2);
        other.protocol.clock(other.wallMs(), other.nowMs);
        other.advance(9_999);
        assertThat(other.group("g").members()).hasSize(1);
        other.advance(1);

        assertThat(other.group("g").state()).isEqualTo("Empty");
        assertThat(other.group("g").retainedSinceMs()).isEqualTo(other.wallMs());
    }

    @Test
    void whileNobodyHasToldTheTimeNoSessionEnds() {
        Peer.settle(new Peer(desk));

        Desk other = Desk.replayed(desk, GroupSettings.Classic.DEFAULT, 2);
        other.advance(60_000);
        assertThat(other.group("g").state()).isEqualTo("Stable");
        other.protocol.clock(other.wallMs(), other.nowMs);
        other.advance(0);

        assertThat(other.group("g").state()).isEqualTo("Empty");
    }

    @Test
    void aHeartbeatOfNobodyIsRefused() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);
        Peer zombie = new Peer(desk);
        zombie.memberId = peer.memberId;

        zombie.generation = 0;
        assertThat(zombie.heartbeat()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        zombie.generation = 2;
        assertThat(zombie.heartbeat()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        zombie.memberId = "x";
        assertThat(zombie.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        zombie.groupId = "h";
        assertThat(zombie.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        zombie.groupId = "";
        assertThat(zombie.heartbeat()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    }

    @Test
    void aZombiesHeartbeatKeepsNobodyAlive() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);
        peer.generation = 0;

        desk.advance(6_000);
        peer.heartbeat();
        desk.advance(4_000);

        assertThat(desk.group("g").state()).isEqualTo("Empty");
    }

    @Test
    void thousandsOfSessionsOfManyGroupsEndEachInItsTime() {
        List<Peer> peers = new java.util.ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Peer peer = new Peer(desk);
            peer.groupId = "g" + i;
            peer.sessionTimeoutMs = 6_000 + i;
            peer.join();
            peers.add(peer);
        }
        desk.advance(3_000);
        for (Peer peer : peers) {
            peer.joined();
            peer.sync();
        }

        desk.advance(6_999);

        assertThat(desk.groups.all().stream().filter(g -> g.isEmpty()).count()).isEqualTo(1_000);
    }
}
