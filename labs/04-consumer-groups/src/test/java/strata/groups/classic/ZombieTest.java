package strata.groups.classic;

import strata.groups.TestPeer;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Who may commit in a classic group, and who has only slept. */
@Step(value = "4.8", concept = "commits of zombies", code = "GRP-408")
final class ZombieTest {
    private static final String GROUP = TestPeer.GROUP;

    private static TestShard shard(Lesson lesson) {
        TestTopics topics = new TestTopics().create("orders", TestPeer.PARTITIONS);
        return new TestShard(lesson, topics, GroupSettings.DEFAULT);
    }

    @Claim(
            value = "A commit is taken from a member of this generation, or where there is none",
            rules = {"R4.8-a"})
    void aCommitIsTakenFromAMemberOfThisGeneration(Lesson lesson) {
        TestShard shard = shard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = TestPeer.fixed(shard, "bob", "bob");
        ann.sessionTimeoutMs = 1_000_000;
        TestPeer.settle(ann, bob);
        lesson.step("ann and bob, who is a static member, are in generation 1; it is STABLE");
        expect(lesson, ann, 1, ErrorCode.NONE);
        expect(lesson, bob, 1, ErrorCode.NONE);
        expect(lesson, ann, 0, ErrorCode.ILLEGAL_GENERATION);
        expect(lesson, ann, 2, ErrorCode.ILLEGAL_GENERATION);
        expect(lesson, ann, -1, ErrorCode.ILLEGAL_GENERATION);
        expect(lesson, shard, 1, "nobody's", null, ErrorCode.UNKNOWN_MEMBER_ID);
        expect(lesson, shard, 1, ann.memberId, "bob", ErrorCode.FENCED_INSTANCE_ID);
        expect(lesson, shard, -1, "", null, ErrorCode.UNKNOWN_MEMBER_ID);
        expect(lesson, shard, -1, "", "bob", ErrorCode.FENCED_INSTANCE_ID);
        expect(lesson, shard, -1, "", "eve", ErrorCode.UNKNOWN_MEMBER_ID);
        lesson.step(
                "ann joins again: PREPARING_REBALANCE, in which all commit what they have done");
        ann.join();
        expect(lesson, bob, 1, ErrorCode.NONE);
        expect(lesson, bob, 0, ErrorCode.ILLEGAL_GENERATION);
        expect(lesson, shard, -1, "", null, ErrorCode.UNKNOWN_MEMBER_ID);
        lesson.step("bob does, too: generation 2, COMPLETING_REBALANCE");
        bob.join();
        expect(lesson, bob, 2, ErrorCode.REBALANCE_IN_PROGRESS);
        expect(lesson, bob, 1, ErrorCode.ILLEGAL_GENERATION);
        expect(lesson, shard, 2, "nobody's", null, ErrorCode.UNKNOWN_MEMBER_ID);
        expect(lesson, shard, -1, "", null, ErrorCode.UNKNOWN_MEMBER_ID);

        lesson.step("bob has slept, and his session has ended; ann has gone on, and commits 1350");
        ann.joined();
        bob.joined();
        ann.sync();
        shard.pass(10_000);
        ann.join().joined();
        ann.sync();
        lesson.expect("the group's members", 1, shard.coordinator.groups().get(0).members().size());
        lesson.expect("ann's commit", ErrorCode.NONE, ann.commit(1_350));
        lesson.expect("bob's, of 1207", ErrorCode.UNKNOWN_MEMBER_ID, bob.commit(1_207));
        lesson.expect("what is committed", "orders-0: 1350", shard.offsets(GROUP));

        lesson.step("ann leaves, and the group is empty");
        ann.leave();
        expect(lesson, shard, -1, "", null, ErrorCode.NONE);
        expect(lesson, shard, -1, "tool", "eve", ErrorCode.NONE);
        expect(lesson, ann, 3, ErrorCode.UNKNOWN_MEMBER_ID);
    }

    private static void expect(Lesson lesson, TestPeer peer, int generation, ErrorCode right) {
        expect(lesson, peer.shard, generation, peer.memberId, peer.instanceId, right);
    }

    private static void expect(
            Lesson lesson,
            TestShard shard,
            int generation,
            String memberId,
            @Nullable String instanceId,
            ErrorCode right) {
        lesson.now(
                "generation %s, member %s, instance %s",
                generation, shard.name(memberId), instanceId);
        String before = shard.offsets(GROUP);
        long offset = shard.log.size();
        ErrorCode got = shard.commit(generation, memberId, instanceId, 0, offset);
        lesson.expect("the answer to its commit", right, got);
        lesson.expect(
                "what is committed",
                right == ErrorCode.NONE ? "orders-0: " + offset : before,
                shard.offsets(GROUP));
    }

    @Claim(
            value = "A commit is a sign of life while members read, and in no other state",
            rules = {"R4.8-b"})
    void aCommitIsASignOfLife(Lesson lesson) {
        TestShard shard = shard(lesson);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = new TestPeer(shard, "bob");
        ann.sessionTimeoutMs = 1_000_000;
        TestPeer.settle(ann, bob);
        lesson.step("STABLE: bob, whose session is 10 s, commits after 9 s");
        shard.pass(9_000);
        lesson.expect("his commit", ErrorCode.NONE, bob.commit(1));
        shard.pass(9_000);
        lesson.expect("ann's heartbeat 9 s later", ErrorCode.NONE, ann.heartbeat());
        lesson.step("PREPARING_REBALANCE: ann joins again; bob commits, and does no more");
        ann.join();
        lesson.expect("his commit", ErrorCode.NONE, bob.commit(2));
        shard.pass(9_999);
        lesson.expect("ann is told 9.999 s later", "waits", ann.told());
        shard.pass(1);
        lesson.expect("ann is told 10 s later", "generation 2", ann.told());

        lesson.step("a commit of an old generation is no sign of life");
        TestShard second = shard(lesson);
        TestPeer cem = new TestPeer(second, "cem");
        TestPeer dan = new TestPeer(second, "dan");
        cem.sessionTimeoutMs = 1_000_000;
        TestPeer.settle(cem, dan);
        second.pass(9_000);
        dan.generation = 0;
        lesson.expect("dan's commit", ErrorCode.ILLEGAL_GENERATION, dan.commit(3));
        second.pass(1_000);
        lesson.expect("cem's heartbeat", ErrorCode.REBALANCE_IN_PROGRESS, cem.heartbeat());
        expectNoSignWhileTheyWait(lesson, second, dan.memberId);
    }

    private static void expectNoSignWhileTheyWait(Lesson lesson, TestShard shard, String memberId) {
        lesson.step("a group as it was stored: COMPLETING_REBALANCE, EMPTY, and nobody's id");
        GroupRecord stored =
                shard.log.stream()
                        .filter(r -> r.value() instanceof GroupValue.ClassicGroup)
                        .reduce((first, last) -> last)
                        .orElseThrow();
        for (ClassicState state : ClassicState.values()) {
            Sessions sessions = new Sessions();
            ClassicGroup group = new ClassicGroup(GROUP, sessions, 0);
            group.apply((GroupValue.ClassicGroup) stored.value());
            sessions.heard(group.roster.get(memberId), 0);
            group.transitionTo(state, 0);
            lesson.now("%s: a commit after 5 s of a session of 10 s", state);
            sessions.heardByCommit(group, "nobody's", 5_000);
            sessions.heardByCommit(group, memberId, 5_000);
            boolean counts =
                    state == ClassicState.STABLE || state == ClassicState.PREPARING_REBALANCE;
            lesson.expect("whether it goes on", counts, sessions.poll(10_000) == null);
        }
    }
}
