package strata.groups.classic;

import java.util.List;
import java.util.stream.Collectors;
import strata.groups.TestPeer;
import strata.groups.TestShard;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Ann is a dynamic member; bob is a static one, with the instance id {@code bob}. */
@Step(value = "4.6", concept = "static members", code = "GRP-406")
final class StaticMemberTest {
    private static final String GROUP = TestPeer.GROUP;
    private static final String SETTLED =
            "Stable in 1; ann: orders-0 orders-2 orders-4; bob 1: orders-1 orders-3 orders-5";

    @Claim(
            value = "An instance id is one member's: another who names it is fenced",
            rules = {"R4.6-a"})
    void anInstanceIdIsOneMembers(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob");
        TestPeer.settle(ann, bob);
        lesson.step("heartbeats in generation 1");
        expectBeat(lesson, shard, bob.memberId, "bob", ErrorCode.NONE);
        expectBeat(lesson, shard, bob.memberId, null, ErrorCode.NONE);
        expectBeat(lesson, shard, ann.memberId, "bob", ErrorCode.FENCED_INSTANCE_ID);
        expectBeat(lesson, shard, "nobody's", "bob", ErrorCode.FENCED_INSTANCE_ID);
        expectBeat(lesson, shard, bob.memberId, "eve", ErrorCode.UNKNOWN_MEMBER_ID);
        expectBeat(lesson, shard, "nobody's", "eve", ErrorCode.UNKNOWN_MEMBER_ID);
        lesson.step("ann asks for her assignment, joins and leaves as instance bob");
        ann.instanceId = "bob";
        lesson.expect("her SyncGroup is told", "FENCED_INSTANCE_ID", ann.sync().told());
        lesson.expect("her JoinGroup is told", "FENCED_INSTANCE_ID", ann.join().told());
        lesson.expect("her LeaveGroup", ErrorCode.FENCED_INSTANCE_ID, ann.leave());
        lesson.expect("the group", SETTLED, shard.shown(GROUP));
    }

    private static void expectBeat(
            Lesson lesson,
            TestShard shard,
            String memberId,
            @Nullable String instanceId,
            ErrorCode right) {
        lesson.now("member %s, instance %s", shard.name(memberId), instanceId);
        Heartbeat.Request beat = new Heartbeat.Request(GROUP, 1, memberId, instanceId);
        lesson.expect("the answer", right, shard.ask(beat, Heartbeat.Response.class).error());
    }

    @Claim(
            value = "An operator has a member leave by its instance id, and the others rebalance",
            rules = {"R4.6-b"})
    void anOperatorHasItLeave(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob");
        TestPeer.settle(ann, bob);
        lesson.step("instance eve, whom nobody knows, is to leave; so is no instance at all");
        lesson.expect("the result", ErrorCode.UNKNOWN_MEMBER_ID, remove(shard, "eve"));
        lesson.expect("the result", ErrorCode.UNKNOWN_MEMBER_ID, remove(shard, null));
        lesson.expect("the group", SETTLED, shard.shown(GROUP));
        lesson.step("ann joins again; instance bob, for whom she waits, is to leave");
        ann.join();
        lesson.expect("ann is told", "waits", ann.told());
        lesson.expect("the result", ErrorCode.NONE, remove(shard, "bob"));
        lesson.expect("ann is told", "generation 2", ann.told());
        lesson.step("bob does not know, and sends a heartbeat; then he joins anew");
        lesson.expect("his heartbeat", ErrorCode.UNKNOWN_MEMBER_ID, bob.heartbeat());
        TestPeer again = bob.restarted("bob 2").join();
        lesson.expect("he is told", "waits", again.told());
        lesson.step("instance bob, who waits, is to leave once more");
        lesson.expect("the result", ErrorCode.NONE, remove(shard, "bob"));
        lesson.expect("he is told", "UNKNOWN_MEMBER_ID", again.told());
    }

    private static ErrorCode remove(TestShard shard, @Nullable String instanceId) {
        LeaveGroup.Member member = new LeaveGroup.Member("", instanceId, "cut off");
        return shard.ask(new LeaveGroup.Request(GROUP, List.of(member)), LeaveGroup.Response.class)
                .members()
                .get(0)
                .error();
    }

    @Claim(
            value = "Who restarts within its session goes on with what it had; nobody else notices",
            rules = {"R4.6-c", "R4-a", "R4.5-c"})
    void whoRestartsGoesOn(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob");
        ann.sessionTimeoutMs = 1_000_000;
        TestPeer.settle(ann, bob);
        lesson.step("8 s later bob, whose session is 10 s, is back; his new one would be 30 s");
        shard.pass(8_000);
        TestPeer again = bob.restarted("bob 2");
        again.sessionTimeoutMs = 30_000;
        lesson.step("what is decided cannot be stored: bob 1 is the member, as before");
        shard.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        lesson.expect("bob 2 is told", "NOT_ENOUGH_REPLICAS", again.join().told());
        lesson.expect("the group", SETTLED, shard.shown(GROUP));
        lesson.expect("bob 1's heartbeat", ErrorCode.NONE, bob.heartbeat());

        expectForgotten(lesson);

        lesson.step("bob 2 asks once more; that is decided, and not applied yet");
        again.waiter = shard.nextWaiter();
        Decision<GroupRecord, List<Answer>> decision =
                shard.decide(again.waiter, again.joinRequest(), again.client());
        lesson.expect("the group", SETTLED, shard.shown(GROUP));
        lesson.expect("how many records are stored", 1, decision.events().size());
        lesson.step("it is applied");
        shard.make(decision);
        again.joined();
        lesson.expect("the group", SETTLED.replace("bob 1", "bob 2"), shard.shown(GROUP));
        lesson.expect("its order", "ann bob 2", order(shard));
        lesson.expect(
                "bob 2 asks for his share", "[orders-1, orders-3, orders-5]", again.sync().told());
        lesson.expect("ann's heartbeat", ErrorCode.NONE, ann.heartbeat());
        lesson.expect("bob 1's heartbeat", ErrorCode.FENCED_INSTANCE_ID, bob.heartbeat());

        lesson.step("bob 2 is heard of 9 s later, and then for 30 s no more");
        shard.pass(9_000);
        lesson.expect("bob 2's heartbeat", ErrorCode.NONE, again.heartbeat());
        shard.pass(29_999);
        lesson.expect("the group", SETTLED.replace("bob 1", "bob 2"), shard.shown(GROUP));
        shard.pass(1);
        lesson.expect("ann's heartbeat", ErrorCode.REBALANCE_IN_PROGRESS, ann.heartbeat());
        expectFormerSession(lesson);
    }

    private static void expectFormerSession(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob");
        ann.sessionTimeoutMs = 1_000_000;
        TestPeer.settle(ann, bob);
        lesson.step("another group: bob 2, whose session is 30 s, comes for bob 1, and is silent");
        shard.pass(8_000);
        TestPeer again = bob.restarted("bob 2");
        again.sessionTimeoutMs = 30_000;
        again.join();
        shard.pass(9_999);
        lesson.expect("ann's heartbeat after 9.999 s", ErrorCode.NONE, ann.heartbeat());
        shard.pass(1);
        lesson.expect("after 10 s", ErrorCode.REBALANCE_IN_PROGRESS, ann.heartbeat());
    }

    private static void expectForgotten(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob");
        TestPeer.settle(ann, bob);
        lesson.step("in another group, too; there ann and bob 1 rebalance, and that is refused");
        shard.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        bob.restarted("bob 2").join();
        ann.join();
        bob.join();
        ann.joined();
        bob.joined();
        shard.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        ann.sync();
        lesson.expect("bob 1 asks for his share", "REBALANCE_IN_PROGRESS", bob.sync().told());
    }

    /** The members of the record that was stored last, in its order. */
    private static String order(TestShard shard) {
        GroupRecord last = shard.log.get(shard.log.size() - 1);
        return last.value() instanceof GroupValue.ClassicGroup group
                ? group.members().stream()
                        .map(member -> shard.name(member.memberId()))
                        .collect(Collectors.joining(" "))
                : "" + last;
    }

    @Claim(
            value = "Where the group is not at rest, or would choose otherwise, it rebalances",
            rules = {"R4.6-c", "R4.6-d"})
    void elseTheGroupRebalances(Lesson lesson) {
        lesson.step("a stable group that speaks a or b; bob 2 speaks b only");
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann").supports("a", "b");
        ann.sessionTimeoutMs = 1_000_000;
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob").supports("a", "b");
        TestPeer.settle(bob, ann);
        TestPeer again = bob.restarted("bob 2").supports("b").join();
        lesson.expect("bob 2 is told", "waits", again.told());
        lesson.expect("ann's heartbeat", ErrorCode.REBALANCE_IN_PROGRESS, ann.heartbeat());
        lesson.expect("bob 1's heartbeat", ErrorCode.FENCED_INSTANCE_ID, bob.heartbeat());
        ann.join();
        lesson.expect("ann is told", "generation 2", ann.told());
        JoinGroup.Response joined = again.joined();
        lesson.expect("what is spoken", "b", joined.protocol());
        lesson.expect("who leads, as bob 1 did", "bob 2", shard.name(joined.leader()));

        lesson.step("ann waits for what bob 2, who leads generation 2, shares out; bob 3 comes");
        ann.joined();
        lesson.expect("ann is told", "waits", ann.sync().told());
        TestPeer third = again.restarted("bob 3").join();
        lesson.expect("ann is told", "REBALANCE_IN_PROGRESS", ann.told());
        lesson.expect("bob 3 is told", "waits", third.told());
        lesson.step("bob 3 waits for ann, who has 60 s to join; 40 s later bob 4 comes");
        shard.pass(40_000);
        TestPeer fourth = third.restarted("bob 4").join();
        lesson.expect("bob 3 is told", "FENCED_INSTANCE_ID", third.told());
        lesson.expect("bob 4 is told", "waits", fourth.told());
        lesson.step("20 s later ann's time is up, whoever has come meanwhile");
        shard.pass(20_000);
        lesson.expect("bob 4 is told", "generation 3", fourth.told());
        expectWhoWaitsIsFenced(lesson);
    }

    private static void expectWhoWaitsIsFenced(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer ann = new TestPeer(shard, "ann").join();
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob").join();
        shard.pass(6_000);
        ann.joined();
        bob.joined();
        lesson.step("another group: bob 1 waits for what ann shares out; bob 2 comes");
        bob.sync();
        TestPeer again = bob.restarted("bob 2").join();
        lesson.expect("bob 1 is told", "FENCED_INSTANCE_ID", bob.told());
        lesson.expect("bob 2 is told", "waits", again.told());
        lesson.expect("ann shares out", "REBALANCE_IN_PROGRESS", ann.sync().told());
        lesson.step("ann joins again: nobody is missing");
        lesson.expect("ann is told", "generation 2", ann.join().told());
        lesson.expect("bob 2 is told", "generation 2", again.told());
    }

    @Claim(
            value =
                    "A leader that restarts does not share out again, whether it understands or"
                            + " not",
            rules = {"R4.6-e"})
    void aLeaderThatRestartsDoesNotShareOut(Lesson lesson) {
        TestShard shard = new TestShard(lesson);
        TestPeer bob = TestPeer.fixed(shard, "bob 1", "bob");
        TestPeer ann = TestPeer.fixed(shard, "ann 1", "ann");
        TestPeer.settle(bob, ann);
        lesson.step("ann, who follows, restarts");
        TestPeer ann2 = ann.restarted("ann 2").join();
        expectToldOf(lesson, ann2, "ann 2: 1 range, leader bob 1, skip false, members ");

        lesson.step("bob, who leads, restarts, and understands what it means to skip");
        TestPeer bob2 = bob.restarted("bob 2").join();
        expectToldOf(lesson, bob2, "bob 2: 1 range, leader bob 2, skip true, members bob 2 ann 2");
        lesson.expect("his share", "[orders-0, orders-2, orders-4]", bob2.sync().told());

        lesson.step("he restarts as an old client, which does not understand it");
        TestPeer bob3 = bob2.restarted("bob 3");
        bob3.support = new JoinGroup.Support(false, false);
        bob3.join();
        expectToldOf(lesson, bob3, "bob 3: 1 range, leader bob 2, skip false, members ");
        lesson.expect("his share", "[orders-0, orders-2, orders-4]", bob3.sync().told());
        lesson.step("he leads all the same: when he joins again, the group rebalances");
        bob3.join();
        lesson.expect("bob 3 is told", "waits", bob3.told());
        lesson.expect("ann's heartbeat", ErrorCode.REBALANCE_IN_PROGRESS, ann2.heartbeat());
    }

    private static void expectToldOf(Lesson lesson, TestPeer peer, String right) {
        JoinGroup.Response told = peer.joined();
        TestShard shard = peer.shard;
        lesson.expect(
                "what " + peer.name + " is told",
                right,
                String.format(
                        "%s: %s %s, leader %s, skip %s, members %s",
                        shard.name(told.memberId()),
                        told.generation(),
                        told.protocol(),
                        shard.name(told.leader()),
                        told.skipAssignment(),
                        told.members().stream()
                                .map(member -> shard.name(member.memberId()))
                                .collect(Collectors.joining(" "))));
    }
}
