package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.classic.Peer.protocol;

import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.JoinGroup;

class JoinGroupTest {
    private final Desk desk = new Desk();

    @Test
    void aNewDynamicMemberIsGivenAnIdToComeAgainWith() {
        Peer peer = new Peer(desk);

        peer.ask();

        assertThat(peer.joinError()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(desk.joined(peer.waiter).memberId()).matches("app-[0-9a-f-]{36}");
        assertThat(desk.joined(peer.waiter).generation()).isEqualTo(-1);
        assertThat(desk.group("g").members()).isEmpty();
    }

    @Test
    void anOldClientAndAStaticMemberAreMembersAtOnce() {
        Peer old = new Peer(desk).old().ask();
        Peer fixed = new Peer(desk).named("kitchen").ask();

        assertThat(old.isAnswered()).isFalse();
        assertThat(fixed.isAnswered()).isFalse();
        assertThat(desk.group("g").members()).hasSize(2);
        assertThat(desk.group("g").members().get(1).id()).matches("kitchen-[0-9a-f-]{36}");
    }

    @Test
    void aGroupIsStoredAsEmptyOnceItIsAskedFor() {
        new Peer(desk).ask();

        assertThat(desk.log).hasSize(1);
        assertThat(desk.log.get(0).value())
                .isEqualTo(
                        new GroupValue.ClassicGroup(
                                "", 0, null, null, desk.wallMs(), java.util.List.of()));
    }

    @Test
    void aWrongRequestFoundsNoGroup() {
        Peer withId = new Peer(desk);
        withId.memberId = "app-1";
        Peer nowhere = new Peer(desk);
        nowhere.groupId = "";
        Peer hasty = new Peer(desk);
        hasty.sessionTimeoutMs = 5_999;
        Peer sleepy = new Peer(desk);
        sleepy.sessionTimeoutMs = 1_800_001;

        assertThat(withId.ask().joinError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(desk.joined(withId.waiter).memberId()).isEqualTo("app-1");
        assertThat(nowhere.ask().joinError()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(hasty.ask().joinError()).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
        assertThat(sleepy.ask().joinError()).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
        assertThat(desk.log).isEmpty();
        assertThat(desk.groups.all()).isEmpty();
    }

    @Test
    void anEmptyGroupWantsAProtocolTypeAndAProtocol() {
        Peer typeless = new Peer(desk);
        typeless.protocolType = "";
        Peer mute = new Peer(desk).supports();

        assertThat(typeless.ask().joinError()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(mute.ask().joinError()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void whoCannotSpeakWithTheMembersIsRefused() {
        Peer.settle(new Peer(desk).supports(protocol("a", ""), protocol("b", "")));
        Peer otherType = new Peer(desk).supports(protocol("a", ""));
        otherType.protocolType = "consumer";
        Peer otherProtocol = new Peer(desk).supports(protocol("c", ""));

        assertThat(otherType.ask().joinError()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(otherProtocol.ask().joinError())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(desk.group("g").state()).isEqualTo("Stable");
    }

    @Test
    void aSharedProtocolMustBeSharedByAllMembers() {
        Peer both = new Peer(desk).supports(protocol("a", ""), protocol("b", "")).join();
        Peer onlyB = new Peer(desk).supports(protocol("b", "")).join();
        Peer onlyA = new Peer(desk).supports(protocol("a", "")).ask();

        assertThat(both.isAnswered()).isFalse();
        assertThat(onlyB.isAnswered()).isFalse();
        assertThat(onlyA.joinError()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void theProtocolThatMostMembersPreferIsChosen() {
        Peer first = new Peer(desk).supports(protocol("b", "1"), protocol("a", "1"));
        Peer second = new Peer(desk).supports(protocol("a", "2"), protocol("b", "2"));
        Peer third =
                new Peer(desk).supports(protocol("z", ""), protocol("b", "3"), protocol("a", "3"));

        Peer.settle(first, second, third);

        assertThat(desk.group("g").protocol()).isEqualTo("b");
        assertThat(first.members)
                .extracting(m -> Desk.text(m.metadata()))
                .containsExactly("1", "2", "3");
    }

    @Test
    void aFullGroupTakesNobodyButItsMembers() {
        Desk small = new Desk(new GroupSettings.Classic(6_000, 60_000, 3_000, 2), 1);
        Peer one = new Peer(small);
        Peer two = new Peer(small);
        Peer.settle(one, two);
        Peer three = new Peer(small);

        assertThat(three.ask().joinError()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(small.joined(three.waiter).memberId()).isEmpty();
        assertThat(two.ask().joined().error()).isEqualTo(ErrorCode.NONE);
        assertThat(small.group("g").members()).hasSize(2);
    }

    @Test
    void whileMembersJoinThoseThatAreHereHaveTheirPlace() {
        Desk small = new Desk(new GroupSettings.Classic(6_000, 60_000, 3_000, 1), 1);
        Peer one = new Peer(small).old().ask();
        Peer two = new Peer(small).old().ask();

        assertThat(one.isAnswered()).isFalse();
        assertThat(two.joinError()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        one.memberId = small.group("g").members().get(0).id();
        assertThat(one.ask().isAnswered()).isFalse();
    }

    @Test
    void aFollowerThatSaysTheSameIsToldTheGeneration() {
        Peer leader = new Peer(desk);
        Peer follower = new Peer(desk);
        Peer.settle(leader, follower);

        JoinGroup.Response response = follower.ask().joined();

        assertThat(response.generation()).isEqualTo(1);
        assertThat(response.leader()).isEqualTo(leader.memberId);
        assertThat(response.members()).isEmpty();
        assertThat(response.protocolType()).isEqualTo("connect");
        assertThat(desk.group("g").state()).isEqualTo("Stable");
    }

    @Test
    void aFollowerThatSaysSomethingNewMakesTheGroupRebalance() {
        Peer leader = new Peer(desk);
        Peer follower = new Peer(desk);
        Peer.settle(leader, follower);

        follower.supports(protocol("range", "other topics")).ask();

        assertThat(follower.isAnswered()).isFalse();
        assertThat(leader.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        leader.ask();
        assertThat(leader.joined().generation()).isEqualTo(2);
        assertThat(leader.members)
                .extracting(m -> Desk.text(m.metadata()))
                .containsExactly("topics", "other topics");
    }

    @Test
    void theLeaderMakesTheGroupRebalanceByJoiningAgain() {
        Peer leader = new Peer(desk);
        Peer follower = new Peer(desk);
        Peer.settle(leader, follower);

        leader.ask();

        assertThat(leader.isAnswered()).isFalse();
        assertThat(desk.group("g").state()).isEqualTo("PreparingRebalance");
    }

    @Test
    void whoLostTheAnswerIsToldTheGenerationAgain() {
        Peer leader = new Peer(desk).join();
        Peer follower = new Peer(desk).join();
        desk.advance(6_000);
        leader.joined();
        follower.joined();

        assertThat(leader.ask().joined().members()).hasSize(2);
        assertThat(follower.ask().joined().members()).isEmpty();
        assertThat(desk.group("g").state()).isEqualTo("CompletingRebalance");
        assertThat(follower.generation).isEqualTo(1);
    }

    @Test
    void somethingNewWhileMembersWaitForTheLeaderMakesThemJoinAgain() {
        Peer leader = new Peer(desk).join();
        Peer follower = new Peer(desk).join();
        desk.advance(6_000);
        leader.joined();
        follower.joined();
        follower.sync();

        leader.supports(protocol("range", "new")).ask();

        assertThat(follower.syncError()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(leader.isAnswered()).isFalse();
    }

    @Test
    void whoAsksTwiceIsAnsweredTwice() {
        Peer peer = new Peer(desk).join();
        long first = peer.waiter;

        peer.ask();

        assertThat(desk.joined(first).error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        desk.advance(3_000);
        assertThat(peer.joined().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aPendingIdIsNoStaticMembers() {
        Peer peer = new Peer(desk).ask();
        peer.memberId = desk.joined(peer.waiter).memberId();
        peer.instanceId = "kitchen";

        assertThat(peer.ask().joinError()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
    }
}
