package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.classic.Peer.protocol;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.kernel.Answer;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;

class ReplayTest {
    private final Desk desk = new Desk();

    private Desk takenOver() {
        return Desk.replayed(desk, GroupSettings.Classic.DEFAULT, 2);
    }

    @Test
    void aStableGroupIsTheSameWhereAnotherTakesOver() {
        Peer one = new Peer(desk).supports(protocol("a", "1"), protocol("b", "2"));
        Peer two = new Peer(desk).named("i").supports(protocol("a", "3"));
        Peer.settle(one, two);

        Desk other = takenOver();

        assertThat(other.group("g").view()).isEqualTo(desk.group("g").view());
        assertThat(other.group("g").describe()).isEqualTo(desk.group("g").describe());
        assertThat(other.group("g").memberIdOf("i")).isEqualTo(two.memberId);
        assertThat(other.group("g").stored(List.of())).isEqualTo(desk.group("g").stored(List.of()));
    }

    @Test
    void membersGoOnWhereAnotherTakesOver() {
        Peer leader = new Peer(desk);
        Peer follower = new Peer(desk);
        Peer.settle(leader, follower);

        Desk other = takenOver();

        long again = other.ask(follower.joinRequest());
        assertThat(other.joined(again).generation()).isEqualTo(1);
        assertThat(other.joined(again).leader()).isEqualTo(leader.memberId);
    }

    @Test
    void aRebalanceThatWasUnderWayIsForgotten() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        one.ask();
        two.ask();
        one.joined();
        assertThat(one.generation).isEqualTo(2);

        Desk other = takenOver();

        assertThat(other.group("g").generation()).isEqualTo(1);
        assertThat(other.group("g").state()).isEqualTo("Stable");
        assertThat(
                        other.heartbeat(
                                new strata.kernel.request.Heartbeat.Request(
                                        "g", 2, one.memberId, null)))
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    }

    @Test
    void aRecordMayBeAppliedTwiceAndAfterThoseThatCompactionTook() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        two.leave();
        one.ask();
        one.joined();
        one.sync();
        GroupRecord last = desk.log.get(desk.log.size() - 1);

        Desk other = new Desk();
        other.protocol.apply(last);
        other.protocol.apply(last);

        assertThat(other.group("g").view()).isEqualTo(desk.group("g").view());
        assertThat(takenOver().group("g").view()).isEqualTo(desk.group("g").view());
    }

    @Test
    void aDeletedGroupIsGoneAndNothingIsWaitedFor() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);
        peer.leave();
        new Peer(desk).ask();

        desk.group("g").tombstones().forEach(desk.protocol::apply);

        assertThat(desk.groups.all()).isEmpty();
        assertThat(desk.protocol.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        desk.protocol.apply(new GroupRecord(new GroupKey.ClassicGroup("never"), null));
        assertThat(desk.groups.all()).isEmpty();
    }

    @Test
    void oldRecordsSayLess() {
        GroupValue.ClassicMember member =
                new GroupValue.ClassicMember(
                        "m", null, "c", "h", -1, 7_000, Desk.bytes("s"), Desk.bytes("a"));
        GroupValue.ClassicGroup stable =
                new GroupValue.ClassicGroup("connect", 4, "p", "m", -1, List.of(member));

        desk.protocol.apply(new GroupRecord(new GroupKey.ClassicGroup("g"), stable));
        desk.protocol.apply(
                new GroupRecord(
                        new GroupKey.ClassicGroup("e"),
                        new GroupValue.ClassicGroup("connect", 4, null, null, -1, List.of())));

        assertThat(desk.group("g").members().get(0).rebalanceTimeoutMs()).isEqualTo(7_000);
        assertThat(desk.group("e").retainedSinceMs()).isEqualTo(Group.SINCE_COMMIT);
    }

    @Test
    void aStableGroupIsDescribedWithWhatItsMembersSayAndOthersWithout() {
        Peer peer = new Peer(desk);
        Peer.settle(peer);

        DescribeGroups.Group stable = desk.group("g").describe();
        peer.ask();
        DescribeGroups.Group rebalancing = desk.group("g").describe();

        assertThat(stable.state()).isEqualTo("Stable");
        assertThat(stable.protocol()).isEqualTo("range");
        assertThat(Desk.text(stable.members().get(0).metadata())).isEqualTo("topics");
        assertThat(Desk.text(stable.members().get(0).assignment()))
                .isEqualTo("for " + peer.memberId);
        assertThat(stable.members().get(0).clientHost()).isEqualTo("/10.0.0.7");
        assertThat(rebalancing.state()).isEqualTo("CompletingRebalance");
        assertThat(rebalancing.protocol()).isEmpty();
        assertThat(Desk.text(rebalancing.members().get(0).metadata())).isEmpty();
    }

    private Peer consumer(String topic) {
        Peer peer =
                new Peer(desk)
                        .supports(
                                new JoinGroup.Protocol(
                                        "range",
                                        ConsumerProtocol.encode(
                                                new ConsumerProtocol.Subscription(
                                                        List.of(topic),
                                                        null,
                                                        List.of(),
                                                        -1,
                                                        null))));
        peer.protocolType = "consumer";
        return peer;
    }

    @Test
    void aGroupOfConsumersKnowsWhatTheyRead() {
        Peer one = consumer("a");
        Peer two = consumer("b");
        Peer.settle(one, two);

        for (Desk any : List.of(desk, takenOver())) {
            ClassicGroup group = any.group("g");
            assertThat(group.subscribesTo("a")).isTrue();
            assertThat(group.subscribesTo("b")).isTrue();
            assertThat(group.subscribesTo("c")).isFalse();
            assertThat(group.retainedSinceMs()).isEqualTo(Group.SINCE_COMMIT);
            assertThat(group.mayDeleteOffsets()).isEqualTo(ErrorCode.NONE);
        }
    }

    @Test
    void whatNobodyCanTellIsKept() {
        Peer unreadable = new Peer(desk).supports(protocol("range", "?"));
        unreadable.protocolType = "consumer";
        Peer.settle(unreadable);
        Peer connect = new Peer(desk);
        connect.groupId = "c";
        Peer.settle(connect);

        assertThat(desk.group("g").subscribesTo("a")).isTrue();
        assertThat(desk.group("g").retainedSinceMs()).isEqualTo(Group.NEVER);
        assertThat(desk.group("c").subscribesTo("a")).isFalse();
        assertThat(desk.group("c").retainedSinceMs()).isEqualTo(Group.NEVER);
        assertThat(desk.group("c").mayDeleteOffsets()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
    }

    @Test
    void itsViewTellsWhatEachMemberReadsWhileItIsStable() {
        Peer peer = consumer("a").join();
        desk.advance(3_000);
        peer.joined();
        TopicPartition partition = new TopicPartition("a", 0);
        desk.ask(
                new SyncGroup.Request(
                        "g",
                        1,
                        peer.memberId,
                        null,
                        "consumer",
                        "range",
                        List.of(
                                new SyncGroup.Assignment(
                                        peer.memberId,
                                        ConsumerProtocol.encode(
                                                new ConsumerProtocol.Assignment(
                                                        List.of(partition), null))))));

        assertThat(desk.group("g").view().owners())
                .containsExactly(java.util.Map.entry(peer.memberId, List.of(partition)));
        peer.ask();
        assertThat(desk.group("g").view().owners().get(peer.memberId)).isEmpty();
    }

    @Test
    void whoWaitsInAGroupThatIsUpgradedIsToldToJoinAgain() {
        Peer one = new Peer(desk);
        Peer two = new Peer(desk);
        Peer.settle(one, two);
        one.ask();
        Draft draft = new Draft();

        desk.protocol.upgrades(
                desk.group("g"), new Asked(99, desk.client, desk.wallMs(), desk.nowMs), draft);
        desk.group("g").tombstones().forEach(desk.protocol::apply);

        assertThat(draft.decision().response())
                .containsExactly(
                        new Answer(
                                one.waiter,
                                JoinGroup.Response.failed(
                                        ErrorCode.REBALANCE_IN_PROGRESS, one.memberId)));
        assertThat(desk.protocol.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aGroupThatIsDowngradedRebalancesAndItsMembersMustBeHeardOf() {
        Peer.settle(new Peer(desk));
        GroupRecord record = desk.log.get(desk.log.size() - 1);
        Desk other = new Desk();
        other.protocol.clock(other.wallMs(), other.nowMs);

        other.protocol.downgrades("g");
        other.protocol.apply(record);

        assertThat(other.group("g").state()).isEqualTo("PreparingRebalance");
        other.advance(10_000);
        assertThat(other.group("g").state()).isEqualTo("Empty");
    }
}
