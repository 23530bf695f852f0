package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;

class RebalanceTest {
    private final Desk desk = new Desk();

    @Test
    void theFirstGenerationWaitsForTheInitialDelay() {
        Peer peer = new Peer(desk).join();

        desk.advance(2_999);
        assertThat(peer.isAnswered()).isFalse();
        desk.advance(1);

        assertThat(peer.joined().generation()).isEqualTo(1);
        assertThat(peer.leads).isTrue();
        assertThat(peer.members).hasSize(1);
    }

    @Test
    void theInitialDelayBeginsAgainWhenMembersCome() {
        Peer first = new Peer(desk).join();
        desk.advance(2_000);
        Peer second = new Peer(desk).join();
        desk.advance(3_999);
        assertThat(first.isAnswered()).isFalse();
        desk.advance(1);

        assertThat(first.joined().generation()).isEqualTo(1);
        assertThat(second.joined().leader()).isEqualTo(first.memberId);
    }

    @Test
    void theInitialDelayEndsWithTheRebalanceTimeoutHoweverManyCome() {
        Peer first = new Peer(desk);
        first.rebalanceTimeoutMs = 7_000;
        first.join();
        long begunMs = desk.nowMs;
        while (!first.isAnswered() && desk.nowMs < begunMs + 60_000) {
            Peer more = new Peer(desk);
            more.rebalanceTimeoutMs = 7_000;
            more.join();
            desk.advance(500);
        }

        assertThat(desk.nowMs - begunMs).isEqualTo(7_000);
    }

    @Test
    void whoWasGivenAnIdIsWaitedFor() {
        Peer member = new Peer(desk);
        Peer.settle(member);
        Peer pending = new Peer(desk).ask();
        pending.memberId = desk.joined(pending.waiter).memberId();

        member.ask();
        assertThat(member.isAnswered()).isFalse();
        pending.ask();

        assertThat(member.joined().generation()).isEqualTo(2);
        assertThat(pending.joined().generation()).isEqualTo(2);
    }

    @Test
    void whoWasGivenAnIdIsWaitedForNoLongerThanItsSession() {
        Peer member = new Peer(desk);
        Peer.settle(member);
        new Peer(desk).ask();
        member.ask();

        desk.advance(9_999);
        assertThat(member.isAnswered()).isFalse();
        desk.advance(1);

        assertThat(member.joined().generation()).isEqualTo(2);
    }

    @Test
    void theGenerationBeginsWhenAllHaveJoined() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        Peer three = new Peer(desk).join();

        one.ask();
        assertThat(three.isAnswered()).isFalse();
        two.ask();

        assertThat(List.of(one.joined(), two.joined(), three.joined()))
                .allSatisfy(r -> assertThat(r.generation()).isEqualTo(2));
        assertThat(one.members).hasSize(3);
        assertThat(two.members).isEmpty();
    }

    @Test
    void whoDoesNotJoinInTimeIsLeftBehind() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        one.rebalanceTimeoutMs = 20_000;
        two.rebalanceTimeoutMs = 20_000;
        Peer.settle(one, two);

        one.ask();
        for (int i = 0; i < 4; i++) {
            desk.advance(4_999);
            assertThat(two.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
            assertThat(one.isAnswered()).isFalse();
        }
        desk.advance(4);

        assertThat(one.joined().members()).hasSize(1);
        assertThat(two.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aLeaderThatDoesNotJoinMakesWay() {
        Peer leader = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(leader, two);
        assertThat(leader.leads).isTrue();

        two.supports(Peer.protocol("range", "new")).ask();
        for (int i = 0; i < 12; i++) {
            desk.advance(5_000);
            leader.heartbeat();
        }

        assertThat(two.joined().leader()).isEqualTo(two.memberId);
        assertThat(two.members).hasSize(1);
    }

    @Test
    void aStaticLeaderThatDoesNotJoinStaysButDoesNotLead() {
        Peer leader = new Peer(desk).named("a");
        Peer two = new Peer(desk);
        leader.rebalanceTimeoutMs = 8_000;
        two.rebalanceTimeoutMs = 8_000;
        Peer.settle(leader, two);
        assertThat(leader.leads).isTrue();

        two.supports(Peer.protocol("range", "new")).ask();
        desk.advance(8_000);

        assertThat(two.joined().leader()).isEqualTo(two.memberId);
        assertThat(two.members).hasSize(2);
    }

    @Test
    void aGroupOfAbsentStaticMembersWaitsForThemOnceMore() {
        Peer one = new Peer(desk).named("a");
        Peer two = new Peer(desk).named("b");
        one.rebalanceTimeoutMs = 4_000;
        two.rebalanceTimeoutMs = 4_000;
        one.sessionTimeoutMs = 30_000;
        Peer.settle(one, two);

        two.leave();
        desk.advance(4_000);
        assertThat(desk.group("g").state()).isEqualTo("PreparingRebalance");
        one.ask();

        assertThat(one.joined().generation()).isEqualTo(2);
    }

    @Test
    void whoDoesNotAskForItsAssignmentInTimeIsRemoved() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        one.rebalanceTimeoutMs = 15_000;
        two.rebalanceTimeoutMs = 15_000;
        one.join();
        two.join();
        desk.advance(6_000);
        one.joined();
        two.joined();
        one.sync();
        assertThat(one.assignment()).isEqualTo("for " + one.memberId);

        desk.advance(8_000);
        assertThat(one.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(two.heartbeat()).isEqualTo(ErrorCode.NONE);
        desk.advance(7_000);

        assertThat(one.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(two.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(one.ask().joined().members()).hasSize(1);
    }

    @Test
    void aLeaderThatNeverSharesOutIsRemovedAndTheOthersRebalance() {
        Peer leader = new Peer(desk);
        Peer two = new Peer(desk);
        leader.rebalanceTimeoutMs = 15_000;
        two.rebalanceTimeoutMs = 15_000;
        leader.join();
        two.join();
        desk.advance(6_000);
        leader.joined();
        two.joined();
        two.sync();

        desk.advance(9_000);
        leader.heartbeat();
        desk.advance(6_000);

        assertThat(two.syncError()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(two.ask().joined().leader()).isEqualTo(two.memberId);
    }

    @Test
    void aGroupThatHasBecomeEmptyStoresThat() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);
        desk.advance(5_000);

        peer.leave();

        assertThat(desk.group("g").state()).isEqualTo("Empty");
        assertThat(desk.log.get(desk.log.size() - 1).value())
                .isEqualTo(
                        new GroupValue.ClassicGroup(
                                "connect", 2, null, null, desk.wallMs(), List.of()));
        assertThat(desk.group("g").retainedSinceMs()).isEqualTo(desk.wallMs());
    }

    @Test
    void aGroupOverItsSizeRebalancesWhenAnotherTakesOver() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        GroupSettings.Classic smaller = new GroupSettings.Classic(6_000, 60_000, 3_000, 1);

        Desk other = Desk.replayed(desk, smaller, 2);

        assertThat(other.group("g").state()).isEqualTo("PreparingRebalance");
        long first = other.ask(two.joinRequest());
        long second = other.ask(one.joinRequest());
        assertThat(other.joined(second).error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        other.advance(60_000);
        assertThat(other.joined(first).members()).hasSize(1);
    }
}
