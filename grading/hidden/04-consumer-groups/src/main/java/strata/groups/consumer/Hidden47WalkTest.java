package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.groups.HiddenTestShard;
import strata.groups.HiddenTestTopics;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.7", concept = "the consumer protocol", code = "GRP-407")
final class Hidden47WalkTest {
    private static final List<String> NAMES = List.of("orders", "bills", "notes");

    @Claim(
            value =
                    "However members come, go and change their minds, no partition is ever read"
                            + " by two, and all walks end: everything is read, evenly",
            rules = {"R4.7-a", "R4.7-c", "R4.7-d", "R4.7-e", "R4.7-f", "R4.7-g"})
    void noPartitionIsReadByTwo(Lesson lesson) {
        SplittableRandom random = lesson.random("walks");
        for (int i = 0; i < 40; i++) {
            HiddenTestTopics topics = new HiddenTestTopics(random);
            NAMES.forEach(name -> topics.create(name, random.nextInt(1, 9)));
            HiddenTestShard shard =
                    new HiddenTestShard(lesson, GroupSettings.DEFAULT, topics, random.split());
            shard.coordinator().loaded(shard.nowMs());
            List<HiddenTestWalker> walkers = new ArrayList<>();
            int names = 0;
            lesson.step("group %s of 40", i + 1);
            for (int event = 0; event < 80; event++) {
                shard.advance(random.nextInt(300));
                if (walkers.isEmpty() || (walkers.size() < 6 && random.nextInt(8) == 0)) {
                    HiddenTestWalker newOne =
                            new HiddenTestWalker(shard, "w" + names++, null, random);
                    newOne.subscribe(subscription(random));
                    walkers.add(newOne);
                }
                HiddenTestWalker one = walkers.get(random.nextInt(walkers.size()));
                lesson.now("event %s: %s, of %s", event, one, walkers);
                event(lesson, random, shard, walkers, one);
                noneHasTwoReaders(lesson, walkers);
            }
            settle(lesson, shard, walkers);
        }
    }

    private static List<String> subscription(SplittableRandom random) {
        List<String> wanted = new ArrayList<>(NAMES);
        wanted.removeIf(name -> random.nextInt(4) == 0);
        return wanted;
    }

    private static void event(
            Lesson lesson,
            SplittableRandom random,
            HiddenTestShard shard,
            List<HiddenTestWalker> walkers,
            HiddenTestWalker one) {
        switch (random.nextInt(12)) {
            case 0 -> {
                if (one.epoch > 0) {
                    lesson.expect("what one is told that leaves", ErrorCode.NONE, one.leave());
                }
                walkers.remove(one);
            }
            case 1 -> one.subscribe(subscription(random));
            case 2 -> {
                String name = NAMES.get(random.nextInt(3));
                shard.topics().grow(name, shard.topics().partitionCount(name) + 1);
            }
            case 3, 4, 5 -> one.letGo();
            default -> speak(lesson, one);
        }
    }

    private static void speak(Lesson lesson, HiddenTestWalker one) {
        lesson.expect("what " + one + " is told", ErrorCode.NONE, one.speak(false));
        one.take();
    }

    private static void noneHasTwoReaders(Lesson lesson, List<HiddenTestWalker> walkers) {
        TreeMap<TopicPartition, String> readers = new TreeMap<>();
        for (HiddenTestWalker walker : walkers) {
            for (TopicPartition each : walker.reads) {
                String other = readers.put(each, walker.id);
                lesson.expectThat(
                        other == null,
                        "who reads " + each,
                        "one at a time",
                        other + " and " + walker.id);
            }
        }
    }

    /** All heartbeat, and do as they are told: it must end. */
    private static void settle(
            Lesson lesson, HiddenTestShard shard, List<HiddenTestWalker> walkers) {
        for (int round = 0; round < 12; round++) {
            for (HiddenTestWalker walker : walkers) {
                lesson.now("quiet round %s: %s, of %s", round, walker, walkers);
                speak(lesson, walker);
                walker.letGo();
                noneHasTwoReaders(lesson, walkers);
                shard.advance(200);
            }
        }
        if (walkers.isEmpty()) {
            return;
        }
        GroupView view = shard.view(HiddenTestWalker.GROUP);
        lesson.expect("the state", "Stable", view.state());
        lesson.expect("the target's epoch", view.epoch(), view.assignmentEpoch());
        TreeSet<TopicPartition> wanted = new TreeSet<>();
        TreeSet<TopicPartition> read = new TreeSet<>();
        int least = Integer.MAX_VALUE;
        int most = 0;
        boolean equal = true;
        for (HiddenTestWalker walker : walkers) {
            for (String name : walker.topics) {
                for (int p = 0; p < shard.topics().partitionCount(name); p++) {
                    wanted.add(new TopicPartition(name, p));
                }
            }
            read.addAll(walker.reads);
            lesson.expect("what " + walker.id + " is assigned", walker.assigned, walker.reads);
            lesson.expect("its epoch", view.epoch(), walker.epoch);
            least = Math.min(least, walker.reads.size());
            most = Math.max(most, walker.reads.size());
            equal &= walker.topics.equals(walkers.get(0).topics);
        }
        lesson.expect("what is read", wanted, read);
        lesson.expectThat(
                !equal || most - least <= 1,
                "the shares of all",
                "even",
                "from " + least + " to " + most);
    }
}
