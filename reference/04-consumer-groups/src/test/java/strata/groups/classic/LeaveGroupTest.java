package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.request.LeaveGroup;

class LeaveGroupTest {
    private final Desk desk = new Desk();

    @Test
    void whoLeavesMakesTheOthersRebalance() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);

        assertThat(two.leave()).isEqualTo(ErrorCode.NONE);

        assertThat(one.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(two.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(two.leave()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anotherLeadsWhenTheLeaderLeaves() {
        Peer leader = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(leader, two);

        leader.leave();

        assertThat(two.ask().joined().leader()).isEqualTo(two.memberId);
        assertThat(two.members).hasSize(1);
    }

    @Test
    void manyLeaveWithOneRequestEachWithItsOwnResult() {
        Peer dynamic = new Peer(desk);
        Peer fixed = new Peer(desk).named("a");
        Peer fenced = new Peer(desk).named("b");
        Peer stays = new Peer(desk);
        Peer.settle(stays, dynamic, fixed, fenced);

        LeaveGroup.Response response =
                desk.leave(
                        new LeaveGroup.Request(
                                "g",
                                List.of(
                                        new LeaveGroup.Member(dynamic.memberId, null, "bored"),
                                        new LeaveGroup.Member("", "a", null),
                                        new LeaveGroup.Member("b-1", "b", null),
                                        new LeaveGroup.Member("", "c", null),
                                        new LeaveGroup.Member("", null, null),
                                        new LeaveGroup.Member("nobody", "c", null),
                                        new LeaveGroup.Member("nobody", null, null))));

        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        assertThat(response.members())
                .extracting(LeaveGroup.MemberResult::error)
                .containsExactly(
                        ErrorCode.NONE,
                        ErrorCode.NONE,
                        ErrorCode.FENCED_INSTANCE_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(response.members().get(1).instanceId()).isEqualTo("a");
        assertThat(desk.group("g").members())
                .extracting(ClassicMember::id)
                .containsExactly(stays.memberId, fenced.memberId);
    }

    @Test
    void whoWasGivenAnIdOnlyMayLeave() {
        Peer member = new Peer(desk);
        Peer.settle(member);
        Peer pending = new Peer(desk).ask();
        pending.memberId = desk.joined(pending.waiter).memberId();
        member.ask();
        assertThat(member.isAnswered()).isFalse();

        assertThat(pending.leave()).isEqualTo(ErrorCode.NONE);

        assertThat(member.joined().generation()).isEqualTo(2);
    }

    @Test
    void whoLeavesWhileItWaitsIsAnswered() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        one.ask();

        one.leave();

        assertThat(one.joinError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(desk.joined(one.waiter).memberId()).isEmpty();
    }

    @Test
    void whoLeavesWhileItWaitsForItsAssignmentIsAnswered() {
        Peer leader = new Peer(desk).join();
        Peer two = new Peer(desk).join();
        desk.advance(6_000);
        leader.joined();
        two.joined();
        two.sync();

        two.leave();

        assertThat(two.syncError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void theLastWhoIsWaitedForLetsTheGenerationBeginByLeaving() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        one.ask();

        two.leave();

        assertThat(one.joined().members()).hasSize(1);
    }

    @Test
    void nobodyLeavesAGroupThatIsNotThere() {
        Peer peer = new Peer(desk);
        peer.memberId = "x";

        assertThat(peer.leave()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        LeaveGroup.Response response = desk.leave(new LeaveGroup.Request("", List.of()));
        assertThat(response.error()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    }
}
