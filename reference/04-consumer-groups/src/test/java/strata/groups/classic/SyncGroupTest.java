package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.SyncGroup;

class SyncGroupTest {
    private final Desk desk = new Desk();
    private final Peer leader = new Peer(desk);
    private final Peer follower = new Peer(desk);

    @BeforeEach
    void aGenerationHasBegun() {
        leader.join();
        follower.join();
        desk.advance(6_000);
        leader.joined();
        follower.joined();
    }

    private SyncGroup.Response sync(Peer peer, String type, String protocol, int generation) {
        return desk.synced(
                desk.ask(
                        new SyncGroup.Request(
                                "g",
                                generation,
                                peer.memberId,
                                peer.instanceId,
                                type,
                                protocol,
                                List.of())));
    }

    @Test
    void membersWaitForTheLeader() {
        follower.sync();
        assertThat(follower.isAnswered()).isFalse();

        leader.sync();

        assertThat(leader.assignment()).isEqualTo("for " + leader.memberId);
        assertThat(follower.assignment()).isEqualTo("for " + follower.memberId);
        assertThat(desk.synced(follower.waiter).protocol()).isEqualTo("range");
        assertThat(desk.synced(follower.waiter).protocolType()).isEqualTo("connect");
        assertThat(desk.group("g").state()).isEqualTo("Stable");
    }

    @Test
    void whoComesAfterTheLeaderIsAnsweredAtOnceAndAgain() {
        leader.sync();

        assertThat(follower.sync().assignment()).isEqualTo("for " + follower.memberId);
        assertThat(follower.sync().assignment()).isEqualTo("for " + follower.memberId);
    }

    @Test
    void whatTheLeaderSharedOutIsStored() {
        int before = desk.log.size();
        leader.sync();

        GroupValue.ClassicGroup stored =
                (GroupValue.ClassicGroup)
                        java.util.Objects.requireNonNull(desk.log.get(desk.log.size() - 1).value());
        assertThat(desk.log).hasSize(before + 1);
        assertThat(stored.generation()).isEqualTo(1);
        assertThat(stored.protocolType()).isEqualTo("connect");
        assertThat(stored.protocol()).isEqualTo("range");
        assertThat(stored.leader()).isEqualTo(leader.memberId);
        assertThat(stored.members().get(1))
                .isEqualTo(
                        new GroupValue.ClassicMember(
                                follower.memberId,
                                null,
                                "app",
                                "/10.0.0.7",
                                60_000,
                                10_000,
                                Desk.bytes("topics"),
                                Desk.bytes("for " + follower.memberId)));
    }

    @Test
    void whomTheLeaderGivesNothingHasNothing() {
        follower.sync();
        leader.members = leader.members.subList(0, 1);

        leader.sync();

        assertThat(follower.syncError()).isEqualTo(ErrorCode.NONE);
        assertThat(follower.assignment()).isEmpty();
    }

    @Test
    void whoIsNotInTheGenerationIsRefused() {
        Peer stranger = new Peer(desk);
        stranger.memberId = "app-1";
        assertThat(sync(stranger, "connect", "range", 1).error())
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(sync(follower, "connect", "range", 0).error())
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(sync(follower, "consumer", "range", 1).error())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(sync(follower, "connect", "sticky", 1).error())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aGroupThatIsNotThereHasNoMembers() {
        follower.groupId = "";
        assertThat(follower.sync().syncError()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        follower.groupId = "h";
        assertThat(follower.sync().syncError()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whileMembersJoinThereIsNothingToFetch() {
        leader.sync();
        follower.sync();
        leader.ask();

        assertThat(follower.sync().syncError()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void commitsWaitForWhatTheLeaderSharesOut() {
        assertThat(follower.commit()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(follower.heartbeat()).isEqualTo(ErrorCode.NONE);

        leader.sync();

        assertThat(follower.commit()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoAsksTwiceIsAnsweredTwice() {
        follower.sync();
        long first = follower.waiter;
        follower.sync();
        leader.sync();

        assertThat(desk.synced(first).error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(follower.syncError()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aCooperativeFollowerMayCommitAndStayAliveWhileMembersJoinAgain() {
        leader.sync();
        follower.sync();

        leader.ask();

        assertThat(follower.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(follower.commit()).isEqualTo(ErrorCode.NONE);
        follower.ask();
        assertThat(follower.joined().generation()).isEqualTo(2);
        assertThat(leader.joined().generation()).isEqualTo(2);
    }
}
