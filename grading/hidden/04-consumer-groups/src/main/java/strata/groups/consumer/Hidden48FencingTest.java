package strata.groups.consumer;

import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.groups.HiddenTestChance;
import strata.groups.HiddenTestTopics;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Trace;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicPatterns;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.8", concept = "zombies and fencing", code = "GRP-408")
final class Hidden48FencingTest {
    private static ConsumerMember member(
            SplittableRandom random, String id, @Nullable String instanceId, int epoch) {
        boolean classic = random.nextInt(4) == 0;
        GroupValue.Member wants =
                new GroupValue.Member(
                        instanceId,
                        null,
                        "c",
                        "h",
                        List.of("orders"),
                        "",
                        30_000,
                        null,
                        classic ? new GroupValue.ClassicSupport(9_000, List.of()) : null);
        NavigableMap<Integer, Integer> assigned = HiddenTestSet.drawn(random, Math.max(epoch, 0));
        NavigableMap<Integer, Integer> revoking = HiddenTestSet.drawn(random, Math.max(epoch, 0));
        revoking.keySet().removeAll(assigned.keySet());
        MemberState state =
                random.nextBoolean() ? MemberState.UNREVOKED_PARTITIONS : MemberState.STABLE;
        return new ConsumerMember(
                id,
                wants,
                epoch,
                epoch - random.nextInt(-1, 4),
                state,
                HiddenTestSet.of(assigned),
                HiddenTestSet.of(state == MemberState.STABLE ? new TreeMap<>() : revoking));
    }

    private static @Nullable Partitions owned(SplittableRandom random, ConsumerMember member) {
        NavigableMap<Integer, Integer> all = HiddenTestSet.numbers(member.assigned());
        if (random.nextInt(3) == 0) {
            all.putAll(HiddenTestSet.numbers(member.revoking()));
            all.put(208, 0);
        }
        all.keySet().retainAll(HiddenTestSet.some(random, all));
        return random.nextInt(4) == 0 ? null : HiddenTestSet.of(all);
    }

    @Claim(
            value =
                    "At whatever epoch a member speaks, commits or fetches: what it may is what the"
                            + " rules say",
            rules = {"R4.8-c", "R4.8-d", "R4.8-e"})
    void whatAMemberMayAtWhichEpoch(Lesson lesson) {
        SplittableRandom random = lesson.random("epochs");
        lesson.step("members, epochs, partitions");
        for (int i = 0; i < 2_000; i++) {
            ConsumerMember member = member(random, "m", null, random.nextInt(1, 12));
            int epoch = random.nextBoolean() ? member.previousEpoch() : random.nextInt(1, 12);
            Partitions owned = owned(random, member);
            lesson.now("case %s: %s speaks at %s, has %s", i, member, epoch, String.valueOf(owned));
            Set<Integer> assigned = HiddenTestSet.numbers(member.assigned()).keySet();
            boolean missed =
                    epoch == member.previousEpoch()
                            && epoch < member.epoch()
                            && owned != null
                            && assigned.containsAll(HiddenTestSet.numbers(owned).keySet());
            boolean own = epoch == member.epoch();
            lesson.expect(
                    "whether it may speak",
                    own || epoch == 0 || missed ? ErrorCode.NONE : ErrorCode.FENCED_MEMBER_EPOCH,
                    Fencing.maySpeak(member, epoch, owned));
            ErrorCode stale =
                    member.isClassic()
                            ? ErrorCode.ILLEGAL_GENERATION
                            : ErrorCode.STALE_MEMBER_EPOCH;
            lesson.expect(
                    "whether it may fetch",
                    own ? ErrorCode.NONE : stale,
                    Fencing.mayFetch(member, epoch));
            NavigableMap<Integer, Integer> has = HiddenTestSet.numbers(member.assigned());
            has.putAll(HiddenTestSet.numbers(member.revoking()));
            for (int number : List.of(0, 1, 2, 100, 101, 102, 200)) {
                boolean earlier =
                        epoch < member.epoch()
                                && has.containsKey(number)
                                && has.get(number) <= epoch;
                lesson.expect(
                        "whether it may commit " + number,
                        own || earlier ? ErrorCode.NONE : epoch > member.epoch() ? null : stale,
                        epoch > member.epoch()
                                ? null
                                : Fencing.mayCommit(
                                        member,
                                        epoch,
                                        HiddenTestSet.TOPICS.get(number / 100),
                                        number % 100));
            }
        }
    }

    @Claim(
            value = "An instance id: who has it, who takes it over, and who is kept out",
            rules = {"R4.8-c", "R4.8-f", "R4.8-g"})
    void whoHasAnInstanceId(Lesson lesson) {
        SplittableRandom random = lesson.random("admissions");
        lesson.step("members that speak with an instance id");
        for (int i = 0; i < 1_500; i++) {
            ConsumerGroup group =
                    new ConsumerGroup(
                            HiddenTestWalker.GROUP,
                            new GroupsSpec(
                                    GroupSettings.DEFAULT,
                                    new HiddenTestTopics(random),
                                    TopicPatterns.UNSUPPORTED,
                                    new HiddenTestChance(random),
                                    Trace.NONE,
                                    PendingOffsets.NONE));
            TreeMap<String, ConsumerMember> members = new TreeMap<>();
            for (String id : List.of("a", "b", "c")) {
                String instance = id.equals("c") ? null : "i" + id;
                int epoch = random.nextInt(3) == 0 ? ConsumerMember.AWAY : random.nextInt(1, 9);
                ConsumerMember member = member(random, id, instance, epoch);
                members.put(id, member);
                group.apply(new GroupRecord(new GroupKey.Member(group.id(), id), member.wants()));
                group.apply(
                        new GroupRecord(
                                new GroupKey.MemberCurrent(group.id(), id), member.current()));
            }
            String memberId = List.of("a", "b", "c", "new").get(random.nextInt(4));
            String instanceId = List.of("ia", "ib", "ix").get(random.nextInt(3));
            Admission.Speaker speaker = speaker(random, members, memberId, instanceId);
            lesson.now("case %s: %s, members %s", i, speaker, members);
            check(lesson, group, speaker, instanceId, Admission.fixed(group, instanceId, speaker));
        }
    }

    private static Admission.Speaker speaker(
            SplittableRandom random,
            SortedMap<String, ConsumerMember> members,
            String memberId,
            String instanceId) {
        ConsumerMember known = members.get(memberId);
        boolean guest = random.nextInt(4) == 0;
        boolean isNew = random.nextBoolean();
        // A heartbeat may be new at epoch 0 and no other; a guest where it has no id yet.
        if (isNew && guest) {
            memberId = "new";
            known = null;
        }
        int epoch =
                guest
                        ? Admission.GUEST
                        : isNew
                                ? 0
                                : known == null
                                        ? random.nextInt(1, 9)
                                        : random.nextBoolean()
                                                ? Math.max(1, known.epoch())
                                                : Math.max(1, known.previousEpoch());
        return new Admission.Speaker(
                memberId,
                instanceId,
                epoch,
                known == null ? Partitions.NONE : owned(random, known),
                isNew);
    }

    private static void check(
            Lesson lesson,
            ConsumerGroup group,
            Admission.Speaker speaker,
            String instanceId,
            Admission got) {
        ConsumerMember holder = group.staticMember(instanceId);
        ErrorCode refusal = ErrorCode.NONE;
        ConsumerMember admitted = null;
        String replaced = null;
        if (speaker.isNew() && holder == null) {
            admitted = group.member(speaker.memberId());
            admitted = admitted == null ? ConsumerMember.unknown(speaker.memberId()) : admitted;
        } else if (speaker.isNew()) {
            boolean gives =
                    Objects.requireNonNull(holder).epoch() == ConsumerMember.AWAY
                            || speaker.isGuest()
                            || holder.isClassic();
            refusal = gives ? ErrorCode.NONE : ErrorCode.UNRELEASED_INSTANCE_ID;
            admitted = Admission.heir(holder, speaker.memberId());
            replaced = holder.id();
        } else if (holder == null) {
            refusal = ErrorCode.UNKNOWN_MEMBER_ID;
        } else if (!holder.id().equals(speaker.memberId())) {
            refusal = ErrorCode.FENCED_INSTANCE_ID;
        } else {
            admitted = holder;
            refusal =
                    speaker.isGuest()
                            ? ErrorCode.NONE
                            : Fencing.maySpeak(holder, speaker.epoch(), speaker.owned());
        }
        switch (got) {
            case Admission.Refused refused ->
                    lesson.expect("the refusal", refusal, refused.refusal().error());
            case Admission.Admitted let -> {
                lesson.expect("the refusal", refusal, ErrorCode.NONE);
                lesson.expect("the member", admitted, let.member());
                lesson.expect(
                        "whose place it takes",
                        replaced,
                        let.replaced() == null ? null : let.replaced().memberId());
            }
        }
    }
}
