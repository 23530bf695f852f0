package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.classic.Peer.protocol;

import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.JoinGroup;

class StaticMemberTest {
    private final Desk desk = new Desk();

    @Test
    void aStaticFollowerThatRestartsGoesOnWithoutARebalance() {
        Peer leader = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(leader, fixed);

        Peer again = fixed.restarted().ask();

        JoinGroup.Response response = again.joined();
        assertThat(response.generation()).isEqualTo(1);
        assertThat(response.memberId()).isNotEqualTo(fixed.memberId);
        assertThat(response.leader()).isEqualTo(leader.memberId);
        assertThat(response.skipAssignment()).isFalse();
        assertThat(again.sync().assignment()).isEqualTo("for " + fixed.memberId);
        assertThat(leader.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void itsFormerSelfIsFenced() {
        Peer leader = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(leader, fixed);
        fixed.restarted().ask();

        assertThat(fixed.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(fixed.commit()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(fixed.sync().syncError()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(fixed.leave()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(fixed.ask().joinError()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        fixed.instanceId = null;
        assertThat(fixed.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aStaticLeaderThatRestartsIsToldToShareNothingOut() {
        Peer leader = new Peer(desk).named("a");
        Peer other = new Peer(desk);
        Peer.settle(leader, other);

        Peer again = leader.restarted().ask();

        JoinGroup.Response response = again.joined();
        assertThat(response.leader()).isEqualTo(again.memberId);
        assertThat(response.skipAssignment()).isTrue();
        assertThat(response.members())
                .extracting(JoinGroup.Member::memberId)
                .containsExactly(again.memberId, other.memberId);
        assertThat(again.sync().assignment()).isEqualTo("for " + leader.memberId);
        assertThat(other.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anOldStaticLeaderThatRestartsIsToldThatItIsNone() {
        Peer leader = new Peer(desk).named("a").old();
        Peer other = new Peer(desk);
        Peer.settle(leader, other);

        JoinGroup.Response response = leader.restarted().ask().joined();

        assertThat(response.leader()).isEqualTo(leader.memberId);
        assertThat(response.skipAssignment()).isFalse();
        assertThat(response.members()).isEmpty();
    }

    @Test
    void theReplacementIsStored() {
        Peer leader = new Peer(desk).named("a");
        Peer other = new Peer(desk);
        Peer.settle(leader, other);
        int before = desk.log.size();

        Peer again = leader.restarted().ask();
        again.joined();

        GroupValue.ClassicGroup stored =
                (GroupValue.ClassicGroup)
                        java.util.Objects.requireNonNull(desk.log.get(desk.log.size() - 1).value());
        assertThat(desk.log).hasSize(before + 1);
        assertThat(stored.leader()).isEqualTo(again.memberId);
        assertThat(stored.generation()).isEqualTo(1);
        assertThat(stored.members())
                .extracting(GroupValue.ClassicMember::memberId)
                .containsExactly(again.memberId, other.memberId);
        Desk takenOver = Desk.replayed(desk, GroupSettings.Classic.DEFAULT, 3);
        assertThat(takenOver.group("g").view()).isEqualTo(desk.group("g").view());
    }

    @Test
    void whatItSaysNowCountsInTheNextGeneration() {
        Peer leader = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(leader, fixed);
        Peer again = fixed.restarted().supports(protocol("range", "other")).ask();
        again.joined();

        leader.ask();
        again.ask();

        leader.joined();
        assertThat(leader.members)
                .extracting(m -> Desk.text(m.metadata()))
                .containsExactly("topics", "other");
    }

    @Test
    void whereTheChoiceOfTheProtocolChangesTheGroupRebalances() {
        Peer fixed = new Peer(desk).named("a").supports(protocol("x", ""), protocol("y", ""));
        Peer other = new Peer(desk).supports(protocol("x", ""), protocol("y", ""));
        Peer.settle(other, fixed);
        assertThat(desk.group("g").protocol()).isEqualTo("x");

        Peer again = fixed.restarted().supports(protocol("y", "")).ask();

        assertThat(again.isAnswered()).isFalse();
        assertThat(other.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(fixed.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        other.ask();
        assertThat(again.joined().protocol()).isEqualTo("y");
    }

    @Test
    void whoWaitsToJoinUnderTheFormerIdIsFenced() {
        Peer fixed = new Peer(desk).named("a").ask();

        Peer again = fixed.restarted().ask();

        assertThat(fixed.joinError()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(desk.joined(fixed.waiter).memberId()).isNotEmpty();
        desk.advance(6_000);
        assertThat(again.joined().members()).hasSize(1);
    }

    @Test
    void whoWaitsForItsAssignmentUnderTheFormerIdIsFencedAndTheOthersRebalance() {
        Peer leader = new Peer(desk).join();
        Peer other = new Peer(desk).join();
        Peer fixed = new Peer(desk).named("a").join();
        desk.advance(6_000);
        leader.joined();
        other.joined();
        fixed.joined();
        fixed.sync();
        other.sync();

        Peer again = fixed.restarted().ask();

        assertThat(fixed.syncError()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(other.syncError()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(again.isAnswered()).isFalse();
        leader.ask();
        other.ask();
        assertThat(again.joined().generation()).isEqualTo(2);
    }

    @Test
    void aRestartedMemberMustBeHeardOf() {
        Peer leader = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(leader, fixed);
        desk.advance(8_000);
        leader.heartbeat();
        Peer again = fixed.restarted().ask();
        again.joined();

        desk.advance(9_999);
        leader.heartbeat();
        assertThat(desk.group("g").members()).hasSize(2);
        desk.advance(1);

        assertThat(desk.group("g").members()).hasSize(1);
    }

    @Test
    void aRestartedMemberThatIsHeardOfStays() {
        Peer leader = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(leader, fixed);
        Peer again = fixed.restarted().ask();
        again.joined();

        for (int i = 0; i < 5; i++) {
            desk.advance(6_000);
            assertThat(leader.heartbeat()).isEqualTo(ErrorCode.NONE);
            assertThat(again.heartbeat()).isEqualTo(ErrorCode.NONE);
        }
    }

    @Test
    void allThatARestartedMemberSupportsIsKnown() {
        Peer leader = new Peer(desk).supports(protocol("x", ""), protocol("y", ""));
        Peer fixed = new Peer(desk).named("a").supports(protocol("x", ""), protocol("y", ""));
        Peer.settle(leader, fixed);
        Peer again = fixed.restarted().ask();
        again.joined();

        assertThat(again.ask().joined().generation()).isEqualTo(1);
        assertThat(leader.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anInstanceIdThatNobodyHasIsUnknown() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);
        peer.instanceId = "a";

        assertThat(peer.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(peer.ask().joinError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aStaticMemberThatKnowsItsIdJoinsAgainAsAnyOther() {
        Peer leader = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer.settle(leader, fixed);

        assertThat(fixed.ask().joined().generation()).isEqualTo(1);
        assertThat(fixed.heartbeat()).isEqualTo(ErrorCode.NONE);
    }
}
