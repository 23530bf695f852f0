package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;

class RefusedTest {
    private final Desk desk = new Desk();

    @Test
    void whatTheLeaderSharedOutInVainLosesNobody() {
        Peer leader = new Peer(desk).join();
        Peer two = new Peer(desk).join();
        Peer late = new Peer(desk).join();
        desk.advance(6_000);
        leader.joined();
        two.joined();
        late.joined();
        two.sync();

        desk.refusal = ErrorCode.COORDINATOR_NOT_AVAILABLE;
        leader.sync();

        assertThat(leader.syncError()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(two.syncError()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(late.sync().syncError()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        leader.ask();
        two.ask();
        late.ask();
        assertThat(leader.joined().members()).hasSize(3);
        assertThat(two.joined().generation()).isEqualTo(2);
        leader.sync();
        assertThat(leader.syncError()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whatWasNotStoredIsNotThereForWhoTakesOver() {
        Peer leader = new Peer(desk).join();
        desk.advance(3_000);
        leader.joined();
        desk.refusal = ErrorCode.COORDINATOR_NOT_AVAILABLE;
        leader.sync();

        Desk other = Desk.replayed(desk, strata.kernel.groups.GroupSettings.Classic.DEFAULT, 2);

        assertThat(other.group("g").state()).isEqualTo("Empty");
        assertThat(other.group("g").generation()).isZero();
    }

    @Test
    void aGroupThatCouldNotBeFoundedIsNotThere() {
        desk.refusal = ErrorCode.NOT_COORDINATOR;
        Peer dynamic = new Peer(desk).ask();

        assertThat(dynamic.joinError()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(desk.groups.all()).isEmpty();
        assertThat(desk.protocol.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoWaitsInAGroupThatCouldNotBeFoundedIsTold() {
        desk.refusal = ErrorCode.NOT_COORDINATOR;
        Peer fixed = new Peer(desk).named("a").ask();
        assertThat(fixed.isAnswered()).isFalse();

        desk.advance(0);

        assertThat(fixed.joinError()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(desk.groups.all()).isEmpty();
        assertThat(desk.protocol.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aStaticMemberThatCouldNotBeReplacedIsStillThere() {
        Peer leader = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(leader, fixed);

        desk.refusal = ErrorCode.COORDINATOR_NOT_AVAILABLE;
        Peer again = fixed.restarted().ask();

        assertThat(again.joinError()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(fixed.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(again.ask().joined().generation()).isEqualTo(1);
        assertThat(fixed.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void aGroupThatCouldNotStoreThatItIsEmptyIsEmptyAllTheSame() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);

        desk.refusal = ErrorCode.COORDINATOR_NOT_AVAILABLE;
        desk.advance(10_000);

        assertThat(desk.group("g").state()).isEqualTo("Empty");
        Peer next = new Peer(desk).join();
        desk.advance(3_000);
        assertThat(next.joined().generation()).isEqualTo(3);
    }
}
