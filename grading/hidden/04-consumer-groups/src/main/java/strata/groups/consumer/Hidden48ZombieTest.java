package strata.groups.consumer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.groups.HiddenTestShard;
import strata.groups.HiddenTestTopics;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.8", concept = "zombies and fencing", code = "GRP-408")
final class Hidden48ZombieTest {
    private static final List<String> NAMES = List.of("orders", "bills");

    /** A commit on its way. */
    private record Late(String id, int epoch, long sentAt, TopicPartition partition, long offset) {}

    private final List<HiddenTestWalker> walkers = new ArrayList<>();
    private final TreeMap<String, HiddenTestWalker> asleep = new TreeMap<>();
    private final List<Late> late = new ArrayList<>();

    /** By partition, when each member last committed an offset of it, not late. */
    private final Map<TopicPartition, TreeMap<String, Long>> committers = new LinkedHashMap<>();

    private long moment;
    private int names;

    @Claim(
            value =
                    "Answers are lost, commits are late, members sleep and are started anew: nobody"
                            + " commits where another has gone on",
            rules = {"R4.8-c", "R4.8-d", "R4.8-e", "R4.8-f", "R4.8-g"})
    void nobodyCommitsWhereAnotherHasGoneOn(Lesson lesson) {
        SplittableRandom random = lesson.random("zombies");
        for (int i = 0; i < 30; i++) {
            HiddenTestTopics topics = new HiddenTestTopics(random);
            NAMES.forEach(name -> topics.create(name, random.nextInt(1, 5)));
            HiddenTestShard shard =
                    new HiddenTestShard(lesson, GroupSettings.DEFAULT, topics, random.split());
            shard.coordinator().loaded(shard.nowMs());
            walkers.clear();
            asleep.clear();
            late.clear();
            committers.clear();
            lesson.step("group %s of 30", i + 1);
            for (int event = 0; event < 160; event++) {
                moment++;
                shard.advance(random.nextInt(1_500));
                if (walkers.isEmpty() || (walkers.size() < 4 && random.nextInt(10) == 0)) {
                    come(lesson, shard, random, random.nextBoolean() ? null : "i" + names);
                }
                HiddenTestWalker one = walkers.get(random.nextInt(walkers.size()));
                lesson.now("event %s: %s, of %s, asleep %s", event, one, walkers, asleep.keySet());
                event(lesson, shard, random, one);
            }
        }
    }

    private HiddenTestWalker come(
            Lesson lesson,
            HiddenTestShard shard,
            SplittableRandom random,
            @strata.kernel.Nullable String instanceId) {
        HiddenTestWalker newOne = new HiddenTestWalker(shard, "w" + names++, instanceId, random);
        newOne.subscribe(NAMES);
        walkers.add(newOne);
        speak(lesson, newOne, false);
        return newOne;
    }

    private void event(
            Lesson lesson, HiddenTestShard shard, SplittableRandom random, HiddenTestWalker one) {
        int what = random.nextInt(16);
        if (what == 0) {
            if (asleep.remove(one.id) == null) {
                asleep.put(one.id, one);
            }
        } else if (what == 1 && one.instanceId != null && one.epoch > 0) {
            restart(lesson, shard, random, one);
        } else if (what == 2 && !late.isEmpty()) {
            Late due = late.remove(random.nextInt(late.size()));
            arrive(lesson, shard, due);
        } else if (!asleep.containsKey(one.id)) {
            if (what < 6) {
                commit(lesson, shard, random, one);
            } else if (what < 9) {
                one.letGo();
            } else {
                speak(lesson, one, random.nextInt(5) == 0 && one.epoch > 0);
                fetch(lesson, shard, one);
            }
        }
    }

    private static void speak(Lesson lesson, HiddenTestWalker one, boolean lost) {
        boolean wasIn = one.epoch > 0;
        ErrorCode error = one.speak(lost);
        if (lost) {
            return;
        }
        switch (error) {
            case NONE -> one.take();
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID, GROUP_ID_NOT_FOUND -> {
                lesson.expectThat(wasIn, "what " + one + " is told that joins", "NONE", "" + error);
                one.giveUp();
            }
            case UNRELEASED_INSTANCE_ID ->
                    lesson.expectThat(
                            one.instanceId != null && !wasIn,
                            "what " + one + " is told",
                            "something else, as it does not come with a name",
                            "" + error);
            default ->
                    lesson.fail("what " + one + " is told", "an error that it may get", "" + error);
        }
    }

    /** It leaves for a while, and comes back under another id; its former self is out. */
    private void restart(
            Lesson lesson, HiddenTestShard shard, SplittableRandom random, HiddenTestWalker one) {
        ConsumerGroupHeartbeat.Response told =
                shard.get(
                        ConsumerGroupHeartbeat.Response.class,
                        one.request(ConsumerGroupHeartbeat.LEAVE_FOR_A_WHILE, false));
        if (told.error() != ErrorCode.NONE) {
            return;
        }
        GroupView before = shard.view(HiddenTestWalker.GROUP);
        HiddenTestWalker next = come(lesson, shard, random, one.instanceId);
        lesson.expect("its epoch, as another has its place", true, next.epoch > 0);
        lesson.expect(
                "how many members there are",
                before.members().size(),
                shard.view(HiddenTestWalker.GROUP).members().size());
        if (one.epoch > 0) {
            lesson.expect(
                    "what its former self is told", ErrorCode.FENCED_INSTANCE_ID, one.speak(true));
        }
        walkers.remove(one);
        asleep.remove(one.id);
    }

    /** Commits what it reads, a little further; some of it comes late. */
    private void commit(
            Lesson lesson, HiddenTestShard shard, SplittableRandom random, HiddenTestWalker one) {
        for (TopicPartition each : new TreeSet<>(one.reads)) {
            if (!one.positions.containsKey(each)) {
                continue;
            }
            long offset = one.positions.get(each) + random.nextInt(1, 5);
            one.positions.put(each, offset);
            Late sent = new Late(one.id, one.epoch, moment, each, offset);
            if (random.nextInt(4) == 0) {
                late.add(sent);
            } else {
                arrive(lesson, shard, sent);
            }
        }
    }

    private void arrive(Lesson lesson, HiddenTestShard shard, Late sent) {
        OffsetCommit.Partition partition =
                new OffsetCommit.Partition(sent.partition().partition(), sent.offset(), -1, "");
        OffsetCommit.Topic topic =
                new OffsetCommit.Topic(
                        TopicRef.named(sent.partition().topic()), List.of(partition));
        ErrorCode error =
                shard.get(
                                OffsetCommit.Response.class,
                                new OffsetCommit.Request(
                                        HiddenTestWalker.GROUP,
                                        sent.epoch(),
                                        sent.id(),
                                        null,
                                        -1L,
                                        true,
                                        List.of(topic)))
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0)
                        .error();
        if (error != ErrorCode.NONE) {
            return;
        }
        // At its own epoch a member may commit anything, also what it has let go meanwhile.
        boolean own = epochOf(shard, sent.id()) == sent.epoch();
        TreeMap<String, Long> of =
                committers.computeIfAbsent(sent.partition(), each -> new TreeMap<>());
        of.forEach(
                (member, when) ->
                        lesson.expectThat(
                                own || member.equals(sent.id()) || when < sent.sentAt(),
                                "the late " + sent,
                                "not accepted, as " + member + " has committed since",
                                "accepted"));
        if (sent.sentAt() == moment) {
            of.put(sent.id(), moment);
        }
    }

    /** The epoch that the coordinator has of a member; -1 for none. */
    private static int epochOf(HiddenTestShard shard, String id) {
        int epoch = -1;
        for (GroupView.MemberView member : shard.view(HiddenTestWalker.GROUP).members()) {
            epoch = member.memberId().equals(id) ? member.epoch() : epoch;
        }
        return epoch;
    }

    /** Where it goes on with what is new to it; not at an epoch that is not its own. */
    private static void fetch(Lesson lesson, HiddenTestShard shard, HiddenTestWalker one) {
        for (TopicPartition each : one.reads) {
            if (one.positions.containsKey(each)) {
                continue;
            }
            OffsetFetch.Topic topic =
                    new OffsetFetch.Topic(TopicRef.named(each.topic()), List.of(each.partition()));
            OffsetFetch.GroupResult told =
                    shard.get(
                                    OffsetFetch.Response.class,
                                    new OffsetFetch.Request(
                                            List.of(
                                                    new OffsetFetch.Group(
                                                            HiddenTestWalker.GROUP,
                                                            one.id,
                                                            one.epoch,
                                                            List.of(topic))),
                                            true))
                            .groups()
                            .get(0);
            int epoch = epochOf(shard, one.id);
            lesson.expect(
                    "what " + one + " is told that fetches, being at " + epoch,
                    epoch == one.epoch
                            ? ErrorCode.NONE
                            : epoch == -1
                                    ? ErrorCode.UNKNOWN_MEMBER_ID
                                    : ErrorCode.STALE_MEMBER_EPOCH,
                    told.error());
            if (told.error() == ErrorCode.NONE) {
                long offset = told.topics().get(0).partitions().get(0).offset();
                one.positions.put(each, Math.max(0, offset));
            }
        }
    }
}
