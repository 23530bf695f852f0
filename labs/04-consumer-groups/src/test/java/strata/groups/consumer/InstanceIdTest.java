package strata.groups.consumer;

import java.util.List;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.groups.consumer.Admission.Speaker;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/**
 * A group of the consumer protocol: ann is at epoch 5 as instance {@code i-ann}, bob has left for a
 * while as {@code i-bob}, cem is no static member, and dan, {@code i-dan}, speaks the classic
 * protocol.
 */
@Step(value = "4.8", concept = "instance ids", code = "GRP-408")
final class InstanceIdTest {
    private static final String GROUP = TestWalker.GROUP;

    private final TestTopics topics = new TestTopics().create("bills", 8).create("orders", 8);
    private final ConsumerGroup group =
            new ConsumerGroup(GROUP, TestShard.spec(topics, GroupSettings.DEFAULT, 1));

    private void members() {
        member("ann", "i-ann", "STABLE at 5: orders 0@3; lets go -", false);
        member("bob", "i-bob", "UNREVOKED_PARTITIONS at -2: orders 1@0; lets go orders 2@0", false);
        member("cem", null, "STABLE at 5: orders 3@4; lets go -", false);
        member("dan", "i-dan", "STABLE at 5: orders 4@4; lets go -", true);
    }

    private void member(String id, @Nullable String instanceId, String stands, boolean guest) {
        GroupValue.ClassicSupport classic =
                guest ? new GroupValue.ClassicSupport(10_000, List.of()) : null;
        group.apply(
                new GroupRecord(
                        new GroupKey.Member(GROUP, id),
                        new GroupValue.Member(
                                instanceId,
                                null,
                                "",
                                "",
                                List.of("orders"),
                                "",
                                60_000,
                                null,
                                classic)));
        group.apply(
                new GroupRecord(
                        new GroupKey.MemberCurrent(GROUP, id),
                        TestParts.member(id, stands).current()));
    }

    @Claim(
            value = "Who is a member already speaks with an instance id that is its own",
            rules = {"R4.8-f"})
    void aMemberSpeaksWithItsOwnInstanceId(Lesson lesson) {
        members();
        lesson.step("members speak at epoch 5, with an instance id");
        String ann = "ann, STABLE at 5: orders 0@3; lets go -";
        expect(lesson, "i-ann", speaks("ann", "i-ann", 5, "orders 0"), ann);
        expect(lesson, "i-ann", speaks("cem", "i-ann", 5, "-"), "FENCED_INSTANCE_ID");
        expect(lesson, "i-ann", speaks("eve", "i-ann", 5, "-"), "FENCED_INSTANCE_ID");
        expect(lesson, "i-bob", speaks("ann", "i-bob", 5, "-"), "FENCED_INSTANCE_ID");
        expect(lesson, "i-eve", speaks("ann", "i-eve", 5, "-"), "UNKNOWN_MEMBER_ID");
        expect(lesson, "i-eve", speaks("eve", "i-eve", 5, "-"), "UNKNOWN_MEMBER_ID");
        lesson.step("as without an instance id: the epoch before may pass, an older one does not");
        expect(lesson, "i-ann", speaks("ann", "i-ann", 4, "orders 0"), ann);
        expect(lesson, "i-ann", speaks("ann", "i-ann", 4, "orders 1"), "FENCED_MEMBER_EPOCH");
        expect(lesson, "i-ann", speaks("ann", "i-ann", 3, "orders 0"), "FENCED_MEMBER_EPOCH");
        lesson.step("a guest of the classic protocol, whose generation is looked at elsewhere");
        expect(
                lesson,
                "i-dan",
                speaks("dan", "i-dan", Admission.GUEST, null),
                "dan, STABLE at 5: orders 4@4; lets go -");
    }

    private static Speaker speaks(
            String memberId, String instanceId, int epoch, @Nullable String owned) {
        Partitions has = owned == null ? null : TestParts.of(owned);
        return new Speaker(memberId, instanceId, epoch, has, false);
    }

    private static Speaker joins(String memberId, String instanceId, int epoch) {
        return new Speaker(memberId, instanceId, epoch, Partitions.NONE, true);
    }

    private void expect(Lesson lesson, String instanceId, Speaker speaker, String right) {
        lesson.now(
                "%s speaks as %s at %s%s",
                speaker.memberId(),
                instanceId,
                speaker.isGuest() ? "a generation" : "epoch " + speaker.epoch(),
                speaker.isNew() ? ", and may be new" : "");
        String got =
                switch (Admission.fixed(group, instanceId, speaker)) {
                    case Admission.Refused refused -> refused.refusal().error().name();
                    case Admission.Admitted admitted -> text(admitted);
                };
        lesson.expect("what comes of it", right, got);
    }

    private static String text(Admission.Admitted admitted) {
        ConsumerMember member = admitted.member();
        TargetAssignment.Replaced replaced = admitted.replaced();
        String place =
                replaced == null ? "" : " for " + replaced.memberId() + " by " + replaced.by();
        return member.id() + place + ", " + TestParts.text(member);
    }

    @Claim(
            value = "Who comes takes a static member's place if it has left, or one is a guest",
            rules = {"R4.8-g"})
    void whoComesTakesThePlaceOfWhoHasLeft(Lesson lesson) {
        members();
        lesson.step("an instance id that is nobody's");
        expect(lesson, "i-eve", joins("eve", "i-eve", 0), "eve, STABLE at 0: -; lets go -");
        expect(
                lesson,
                "i-eve",
                joins("cem", "i-eve", 0),
                "cem, STABLE at 5: orders 3@4; lets go -");
        lesson.step("one that is somebody's, who is there, or has left for a while");
        expect(lesson, "i-ann", joins("eve", "i-ann", 0), "UNRELEASED_INSTANCE_ID");
        expect(
                lesson,
                "i-bob",
                joins("eve", "i-bob", 0),
                "eve for bob by eve, UNREVOKED_PARTITIONS at 0: orders 1@0; lets go orders 2@0");
        lesson.step("one of the two speaks the classic protocol");
        expect(
                lesson,
                "i-ann",
                joins("eve", "i-ann", Admission.GUEST),
                "eve for ann by eve, STABLE at 0: orders 0@3; lets go -");
        expect(
                lesson,
                "i-dan",
                joins("eve", "i-dan", 0),
                "eve for dan by eve, STABLE at 0: orders 4@4; lets go -");

        lesson.step("a coordinator: ann has all of orders; she leaves for a while, and is back");
        TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        TestWalker ann = walker(shard, "ann 1");
        ann.beat();
        lesson.expect("another one as i-ann", "UNRELEASED_INSTANCE_ID", joins(shard, "ann 2"));
        ann.say(ConsumerGroupHeartbeat.LEAVE_FOR_A_WHILE, null);
        lesson.expect("another one as i-ann", "NONE", joins(shard, "ann 2"));
        lesson.expect("her former self", ErrorCode.FENCED_INSTANCE_ID, ann.beat());
        GroupView view = shard.group(GROUP);
        lesson.expect("the group's epoch", 1, view == null ? null : view.epoch());
        lesson.expect(
                "how many partitions she has",
                8,
                view == null ? null : view.members().get(0).owned().size());
    }

    private static TestWalker walker(TestShard shard, String id) {
        TestWalker walker = new TestWalker(shard, id, "orders");
        walker.instanceId = "i-ann";
        return walker;
    }

    private static String joins(TestShard shard, String id) {
        return walker(shard, id).beat().name();
    }
}
