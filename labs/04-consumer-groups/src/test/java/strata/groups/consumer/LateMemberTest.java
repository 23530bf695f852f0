package strata.groups.consumer;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.OffsetFetch;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Members as {@link TestParts} tells them; each was at the epoch before its own, if not said. */
@Step(value = "4.8", concept = "late members", code = "GRP-408")
final class LateMemberTest {
    private static final String GROUP = TestWalker.GROUP;

    private final TestTopics topics = new TestTopics().create("orders", 4);

    @Claim(
            value = "The epoch before passes, of who says what it has, which is what it was given",
            rules = {"R4.8-c"})
    void theEpochBeforePasses(Lesson lesson) {
        ConsumerMember ann = TestParts.member("ann", "STABLE at 5: orders 0@3 1@5; lets go -");
        lesson.step("ann is at 5, was at 4, and has orders 0 and 1");
        expectSpeaks(lesson, ann, 5, "orders 0 1", true);
        expectSpeaks(lesson, ann, 5, null, true);
        expectSpeaks(lesson, ann, 4, "orders 0 1", true);
        expectSpeaks(lesson, ann, 4, "orders 0", true);
        expectSpeaks(lesson, ann, 4, "-", true);
        expectSpeaks(lesson, ann, 4, null, false);
        expectSpeaks(lesson, ann, 4, "orders 2", false);
        expectSpeaks(lesson, ann, 4, "orders 0 2", false);
        expectSpeaks(lesson, ann, 3, "orders 0", false);
        expectSpeaks(lesson, ann, 6, "orders 0", false);
        lesson.step("what she has to let go of she is not assigned any more");
        ConsumerMember owes =
                TestParts.member(
                        "ann", "UNREVOKED_PARTITIONS at 5: orders 0@3; lets go orders 1@3");
        expectSpeaks(lesson, owes, 4, "orders 0 1", false);
        expectSpeaks(lesson, owes, 4, "orders 0", true);
        lesson.step("she has left for a while: there is no epoch before that");
        ConsumerMember away =
                new ConsumerMember(
                        "ann",
                        ann.wants(),
                        ConsumerMember.AWAY,
                        4,
                        MemberState.STABLE,
                        ann.assigned(),
                        Partitions.NONE);
        expectSpeaks(lesson, away, 4, "orders 0", false);

        lesson.step("an answer is lost: bob comes, ann has let 2 and 3 go, and says so twice");
        TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        TestWalker walker = settled(shard);
        walker.reads.removeAll(Set.of(orders(2), orders(3)));
        walker.say(1, walker.owned());
        ConsumerGroupHeartbeat.Response again = walker.say(1, walker.owned());
        lesson.expect("the second answer", ErrorCode.NONE, again.error());
        lesson.expect("the epoch in it", 2, again.memberEpoch());
    }

    private static void expectSpeaks(
            Lesson lesson, ConsumerMember member, int epoch, @Nullable String owned, boolean may) {
        lesson.now("at epoch %s, says it has %s", epoch, owned == null ? "what it had" : owned);
        lesson.expect(
                "the answer",
                may ? ErrorCode.NONE : ErrorCode.FENCED_MEMBER_EPOCH,
                Fencing.maySpeak(member, epoch, owned == null ? null : TestParts.of(owned)));
    }

    /** Ann at epoch 1 with orders 0 to 3, and bob, who is new; she is to let 2 and 3 go. */
    private static TestWalker settled(TestShard shard) {
        TestWalker ann = new TestWalker(shard, "ann", "orders");
        ann.beat();
        shard.pass(1_000);
        new TestWalker(shard, "bob", "orders").beat();
        ann.slow = true;
        ann.beat();
        return ann;
    }

    private static TopicPartition orders(int partition) {
        return new TopicPartition("orders", partition);
    }

    @Claim(
            value = "At an earlier epoch a member commits what it has had ever since, and no more",
            rules = {"R4.8-d"})
    void atAnEarlierEpochItCommitsWhatItHasHad(Lesson lesson) {
        String text = "UNREVOKED_PARTITIONS at 7: orders 0@3 1@6; lets go orders 2@4";
        ConsumerMember ann = TestParts.member("ann", text);
        lesson.step("ann, %s", text);
        ErrorCode stale = ErrorCode.STALE_MEMBER_EPOCH;
        expectCommits(lesson, ann, 7, stale, "0 1 2 3");
        expectCommits(lesson, ann, 6, stale, "0 1 2");
        expectCommits(lesson, ann, 5, stale, "0 2");
        expectCommits(lesson, ann, 4, stale, "0 2");
        expectCommits(lesson, ann, 3, stale, "0");
        expectCommits(lesson, ann, 2, stale, "");
        expectCommits(lesson, ann, -1, stale, "");
        lesson.step("a member that speaks the classic protocol");
        expectCommits(lesson, classic(ann), 5, ErrorCode.ILLEGAL_GENERATION, "0 2");

        lesson.step("orders 2 is bob's by now; ann, at 2, commits 0 and 2 with epoch 1");
        TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        TestWalker walker = settled(shard);
        walker.slow = false;
        walker.beat();
        TestWalker bob = new TestWalker(shard, "bob", "orders");
        bob.epoch = 2;
        bob.beat();
        lesson.expect("bob", "bob at 2 reads [orders-2, orders-3]", bob.toString());
        lesson.expect("bob's commit of 2", ErrorCode.NONE, shard.commit(2, "bob", null, 2, 1_350));
        lesson.expect("ann's commit of 2", stale, shard.commit(1, "ann", null, 2, 1_207));
        lesson.expect("ann's commit of 0", ErrorCode.NONE, shard.commit(1, "ann", null, 0, 99));
        lesson.expect("what is committed", "orders-0: 99, orders-2: 1350", shard.offsets(GROUP));
    }

    private static ConsumerMember classic(ConsumerMember member) {
        GroupValue.ClassicSupport support = new GroupValue.ClassicSupport(10_000, List.of());
        return member.wanting(
                new GroupValue.Member(
                        null, null, "", "", List.of("orders"), "", 60_000, null, support));
    }

    private static void expectCommits(
            Lesson lesson, ConsumerMember member, int epoch, ErrorCode stale, String right) {
        lesson.now("at epoch %s, orders 0 to 3", epoch);
        List<String> taken =
                Arrays.stream(new int[] {0, 1, 2, 3})
                        .filter(partition -> isTaken(lesson, member, epoch, partition, stale))
                        .mapToObj(Integer::toString)
                        .toList();
        lesson.expect("those it may commit", right, String.join(" ", taken));
    }

    private static boolean isTaken(
            Lesson lesson, ConsumerMember member, int epoch, int partition, ErrorCode stale) {
        ErrorCode error = Fencing.mayCommit(member, epoch, TestParts.id("orders"), partition);
        lesson.expectThat(
                error == ErrorCode.NONE || error == stale,
                "the answer for orders " + partition,
                "NONE or " + stale,
                "" + error);
        return error == ErrorCode.NONE;
    }

    @Claim(
            value = "Where to go on is told at the member's own epoch, and at no other",
            rules = {"R4.8-e"})
    void offsetsAreToldAtTheOwnEpoch(Lesson lesson) {
        ConsumerMember ann = TestParts.member("ann", "STABLE at 5: orders 0@3; lets go -");
        lesson.step("ann is at 5; a guest of the classic protocol is, too");
        for (int epoch : List.of(-1, 0, 3, 4, 5, 6)) {
            lesson.now("at epoch %s", epoch);
            boolean own = epoch == 5;
            lesson.expect(
                    "what ann is told",
                    own ? ErrorCode.NONE : ErrorCode.STALE_MEMBER_EPOCH,
                    Fencing.mayFetch(ann, epoch));
            lesson.expect(
                    "what the guest is told",
                    own ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION,
                    Fencing.mayFetch(classic(ann), epoch));
        }
        lesson.step("a coordinator: ann is at 1, with orders 0 to 3, and has committed 7 for 0");
        TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        TestWalker walker = new TestWalker(shard, "ann", "orders");
        walker.beat();
        shard.commit(1, "ann", null, 0, 7);
        lesson.expect("what she is told at 1", "NONE orders-0: 7", fetched(shard, 1));
        lesson.expect("what she is told at 0", "STALE_MEMBER_EPOCH ", fetched(shard, 0));
        lesson.expect("what she is told at 2", "STALE_MEMBER_EPOCH ", fetched(shard, 2));
    }

    private static String fetched(TestShard shard, int epoch) {
        OffsetFetch.Group asked = new OffsetFetch.Group(GROUP, "ann", epoch, null);
        OffsetFetch.GroupResult told =
                shard.ask(
                                new OffsetFetch.Request(List.of(asked), false),
                                OffsetFetch.Response.class)
                        .groups()
                        .get(0);
        return told.error()
                + " "
                + told.topics().stream()
                        .flatMap(
                                topic ->
                                        topic.partitions().stream()
                                                .map(
                                                        p ->
                                                                topic.name()
                                                                        + "-"
                                                                        + p.partition()
                                                                        + ": "
                                                                        + p.offset()))
                        .collect(Collectors.joining(", "));
    }
}
