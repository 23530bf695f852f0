package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Members of one group that walk towards their targets, each at its own pace. */
@Step(value = "4.7", concept = "targets and walks", code = "GRP-407")
final class ReconciliationWalkTest {
    private static final String GROUP = TestWalker.GROUP;

    @Claim(
            value = "No two members ever hold a partition, and everybody comes to its target",
            kind = Kind.SIM,
            rules = {"R4.7-a", "R4.7-c", "R4.7-d", "R4.7-e", "R4.7-f", "R4.7-g"})
    void noTwoMembersHoldAPartition(Lesson lesson) {
        lesson.step("ann has orders 0 to 3; bob joins; each heartbeat is told as a case");
        TestTopics topics = new TestTopics().create("orders", 4);
        TestShard shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        TestWalker ann = new TestWalker(shard, "ann", "orders");
        TestWalker bob = new TestWalker(shard, "bob", "orders");
        ann.beat();
        shard.pass(1_000);
        bob.beat();
        lesson.expect("bob", "bob at 2 reads []", bob.toString());
        ann.slow = true;
        ann.beat();
        lesson.expect(
                "ann, who has not let go yet",
                "ann at 1 reads [orders-0, orders-1, orders-2, orders-3], slow",
                ann.toString());
        bob.beat();
        lesson.expect("bob", "bob at 2 reads []", bob.toString());
        ann.slow = false;
        ann.beat();
        lesson.expect("ann", "ann at 2 reads [orders-0, orders-1]", ann.toString());
        bob.beat();
        lesson.expect("bob", "bob at 2 reads [orders-2, orders-3]", bob.toString());

        lesson.step("members join, leave, are slow, change their minds; topics grow; by chance");
        for (int walk = 0; walk < 15; walk++) {
            new Walk(lesson, walk).play();
        }
    }

    private static final class Walk {
        private final Lesson lesson;
        private final int number;
        private final SplittableRandom random;
        private final TestTopics topics = new TestTopics();
        private final TestShard shard;
        private final List<TestWalker> members = new ArrayList<>();
        private int epoch;
        private int joined;

        Walk(Lesson lesson, int number) {
            this.lesson = lesson;
            this.number = number;
            random = lesson.random("walk " + number);
            topics.create("bills", 1 + random.nextInt(4)).create("orders", 1 + random.nextInt(6));
            shard = new TestShard(lesson, topics, GroupSettings.DEFAULT);
        }

        void play() {
            for (int event = 0; event < 50; event++) {
                lesson.now("walk %s, event %s, %s", number, event, members);
                act(random.nextInt(12));
                expectOneHolder();
            }
            members.forEach(member -> member.slow = false);
            for (int round = 0; round < 12; round++) {
                lesson.now("walk %s; nothing else happens, round %s, %s", number, round, members);
                everybodyBeats();
                expectOneHolder();
            }
            expectRest();
        }

        private void act(int what) {
            TestWalker any = members.isEmpty() ? null : members.get(random.nextInt(members.size()));
            if (any == null || (what == 0 && members.size() < 4)) {
                TestWalker member = new TestWalker(shard, "m" + ++joined);
                member.subscribe(wish());
                members.add(member);
                member.beat();
            } else if (what == 1) {
                any.leave();
                members.remove(any);
            } else if (what == 2) {
                any.subscribe(wish());
                any.beat();
            } else if (what == 3) {
                any.slow = !any.slow;
            } else if (what == 4) {
                String topic = random.nextBoolean() ? "bills" : "orders";
                topics.grow(topic, topics.partitionCount(topic) + 1);
            } else if (what < 9) {
                any.beat();
            } else {
                everybodyBeats();
            }
        }

        private List<String> wish() {
            return List.of(List.of("bills"), List.of("orders"), List.of("bills", "orders"))
                    .get(random.nextInt(3));
        }

        private void everybodyBeats() {
            shard.pass(1_000 + random.nextInt(4_000));
            members.forEach(TestWalker::beat);
        }

        private void expectOneHolder() {
            GroupView group = shard.group(GROUP);
            if (group == null) {
                return;
            }
            lesson.expectThat(
                    group.epoch() >= epoch,
                    "the group's epoch",
                    epoch + " or more",
                    "" + group.epoch());
            epoch = group.epoch();
            Map<TopicPartition, String> holders = new TreeMap<>();
            for (GroupView.MemberView member : group.members()) {
                for (TopicPartition partition : member.owned()) {
                    String other = holders.put(partition, member.memberId());
                    lesson.expect(
                            "who else than " + member.memberId() + " holds " + partition,
                            null,
                            other);
                }
            }
            Map<TopicPartition, String> readers = new TreeMap<>();
            for (TestWalker member : members) {
                for (TopicPartition partition : member.reads) {
                    String other = readers.put(partition, member.id);
                    boolean fenced = !group.owners().containsKey(member.id);
                    lesson.expectThat(
                            fenced || other == null,
                            "who else than " + member.id + " reads " + partition,
                            "nobody",
                            other);
                }
            }
        }

        private void expectRest() {
            GroupView group = shard.group(GROUP);
            if (group == null || members.isEmpty()) {
                return;
            }
            lesson.expect("the group's state", "Stable", group.state());
            int shared = 0;
            for (GroupView.MemberView member : group.members()) {
                lesson.expect(
                        "what " + member.memberId() + " has", member.target(), member.owned());
                shared += member.owned().size();
            }
            int wanted = 0;
            for (String topic : topics.names()) {
                boolean isWanted = members.stream().anyMatch(m -> m.topics.contains(topic));
                wanted += isWanted ? topics.partitionCount(topic) : 0;
            }
            lesson.expect("how many partitions somebody has", wanted, shared);
            int stored = shard.log.size();
            everybodyBeats();
            lesson.expect("what is stored at rest", 0, shard.log.size() - stored);
        }
    }
}
