package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.groups.TestShard;
import strata.groups.TestTopics;
import strata.groups.consumer.TargetAssignment.Replaced;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.TopicPartitions;
import strata.kernel.groups.GroupsSpec;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** The epoch of a group, and the target that is made at it. */
@Step(value = "4.7", concept = "targets", code = "GRP-407")
final class TargetTest {
    private static final String GROUP = "kitchen";

    private final TestTopics topics = new TestTopics().create("bills", 2).create("orders", 4);
    private final GroupsSpec spec = TestShard.spec(topics, GroupSettings.DEFAULT, 1);
    private final ConsumerGroup group = new ConsumerGroup(GROUP, spec);
    private final List<GroupRecord> records = new ArrayList<>();

    @Claim(
            value = "The epoch rises when members or their topics have changed, and only then",
            rules = {"R4.7-a"})
    void theEpochRisesWhenSomethingHasChanged(Lesson lesson) {
        wants("ann", null, null, "orders");
        lesson.step("a group at epoch 6, whose topics were looked at; nothing has changed");
        group.apply(
                new GroupRecord(
                        new GroupKey.ConsumerGroup(GROUP), new GroupValue.ConsumerGroup(6, 1L)));
        group.checked(checked(6));
        expectNothing(lesson, 6);
        lesson.step("a member has changed what it wants");
        lesson.expect("the epoch", 7, raise(true));
        expectStored(lesson, 7);
        lesson.expect("what was looked at", checked(7), group.checked());
        lesson.step("that could not be stored: the next heartbeat, which changes nothing");
        List<GroupRecord> lost = List.copyOf(records);
        lesson.expect("the epoch", 7, raise(false));
        lesson.expect("what is stored", lost, records);
        records.forEach(group::apply);

        lesson.step("nothing has changed");
        expectNothing(lesson, 7);
        lesson.step("a topic is made that the group does not read");
        topics.create("stock", 3);
        expectNothing(lesson, 7);
        lesson.expect("what was looked at", checked(7), group.checked());
        lesson.step("orders grows");
        topics.grow("orders", 5);
        lesson.expect("the epoch", 8, raise(false));
        expectStored(lesson, 8);
        lesson.expect("what was looked at", checked(8), group.checked());
        records.forEach(group::apply);
        expectNothing(lesson, 8);
        lesson.step("a member changes what it wants, and the topics are as they were");
        lesson.expect("the epoch", 9, raise(true));
        expectStored(lesson, 9);
    }

    private int raise(boolean changed) {
        records.clear();
        return new Subscriptions(spec).raiseEpoch(new Plan(group, records), changed);
    }

    private void expectNothing(Lesson lesson, int epoch) {
        lesson.expect("the epoch", epoch, raise(false));
        lesson.expect("what is stored", List.of(), records);
    }

    private void expectStored(Lesson lesson, int epoch) {
        long hash = MetadataHash.of(List.of("orders"), topics);
        GroupRecord right =
                new GroupRecord(
                        new GroupKey.ConsumerGroup(GROUP),
                        new GroupValue.ConsumerGroup(epoch, hash));
        lesson.expect("what is stored", List.of(right), records);
    }

    private ConsumerGroup.Checked checked(int epoch) {
        return new ConsumerGroup.Checked(topics.version(), epoch);
    }

    @Claim(
            value = "The assignor that most members prefer is used, of those that are configured",
            rules = {"R4.7-b"})
    void mostVotesWin(Lesson lesson) {
        lesson.step("uniform and range are configured, in this order");
        expectPreferred(lesson, "uniform");
        expectPreferred(lesson, "uniform", null, null);
        expectPreferred(lesson, "range", "range");
        expectPreferred(lesson, "range", null, null, "range");
        expectPreferred(lesson, "uniform", "range", "uniform");
        expectPreferred(lesson, "uniform", "range", "uniform", "uniform", "range");
        expectPreferred(lesson, "range", "uniform", "range", "range");
        lesson.step("a vote for one that is not configured is none");
        expectPreferred(lesson, "uniform", "sticky", "sticky");
        expectPreferred(lesson, "range", "sticky", "sticky", "range");
    }

    private void expectPreferred(Lesson lesson, String right, @Nullable String... votes) {
        List<ConsumerMember> members = new ArrayList<>();
        for (int i = 0; i < votes.length; i++) {
            String id = "m" + i;
            members.add(ConsumerMember.unknown(id).wanting(member(null, votes[i], "orders")));
        }
        lesson.now("votes: %s", java.util.Arrays.toString(votes));
        lesson.expect("the one used", right, Votes.preferred(members, List.of("uniform", "range")));
    }

    private static GroupValue.Member member(
            @Nullable String instanceId, @Nullable String assignor, String... wanted) {
        return new GroupValue.Member(
                instanceId, null, "", "", List.of(wanted), "", 60_000, assignor, null);
    }

    private void wants(
            String id, @Nullable String instanceId, @Nullable String assignor, String... wanted) {
        group.apply(
                new GroupRecord(
                        new GroupKey.Member(GROUP, id), member(instanceId, assignor, wanted)));
    }

    private void target(String id, Integer... ofOrders) {
        group.apply(
                new GroupRecord(
                        new GroupKey.MemberTarget(GROUP, id),
                        new GroupValue.MemberTarget(
                                List.of(
                                        new TopicPartitions(
                                                topics.id("orders"), List.of(ofOrders))))));
    }

    @Claim(
            value = "A target is made from the one before, and stored for whom it has changed",
            rules = {"R4.7-b", "R4.7-c"})
    void aTargetIsMadeFromTheOneBefore(Lesson lesson) {
        lesson.step("the target of epoch 6: ann 0 1, bob 2, dan 3; but ann still holds all four");
        wants("ann", null, "range", "orders", "gone");
        wants("bob", "bob-1", null, "bills", "orders");
        wants("dan", "dan-1", null, "orders");
        target("ann", 0, 1);
        target("bob", 2);
        target("dan", 3);
        group.apply(new GroupRecord(new GroupKey.Target(GROUP), new GroupValue.Target(6, 1L)));
        Partitions all =
                Partitions.ofTopics(
                        List.of(new TopicPartitions(topics.id("orders"), List.of(0, 1, 2, 3))));
        group.apply(
                new GroupRecord(
                        new GroupKey.MemberCurrent(GROUP, "ann"),
                        new GroupValue.MemberCurrent(
                                6, 5, GroupValue.MemberState.STABLE, all.toEpochs(), List.of())));
        lesson.step("cem is new; dan is back as eve; a target is made for epoch 8");
        Plan plan = new Plan(group, records);
        plan.put(ConsumerMember.unknown("cem").wanting(member(null, null, "orders")));
        plan.remove("dan");
        plan.put(ConsumerMember.unknown("eve").wanting(member("dan-1", null, "orders")));
        Planted planted = new Planted();
        planted.give("ann", 0, 1).give("bob").give("cem", 2).give("eve", 3);
        SortedMap<String, Partitions> made =
                new TargetAssignment(spec, planted)
                        .assign(plan, 8, new Replaced("dan", "eve"), 77L);

        lesson.expect("who was asked", "range", planted.asked);
        lesson.expect("partition counts", Map.of("bills", 2, "orders", 4), planted.counts);
        expectAsked(lesson, planted, "ann", "null [orders, gone] [orders-0, orders-1] 6");
        expectAsked(lesson, planted, "bob", "bob-1 [bills, orders] [orders-2] 6");
        expectAsked(lesson, planted, "cem", "null [orders] [] 6");
        expectAsked(lesson, planted, "eve", "dan-1 [orders] [orders-3] 6");
        lesson.expect("how many members were told of", 4, planted.members.size());
        lesson.step("what came of it");
        lesson.expect("the targets", "{ann=0 1, bob=, cem=2, eve=3}", text(made));
        List<String> stored = new ArrayList<>();
        records.forEach(record -> stored.add("" + record.key()));
        lesson.expect(
                "the records: of bob, cem and eve, as ann's is the same; then the epoch",
                List.of(
                        "" + new GroupKey.MemberTarget(GROUP, "bob"),
                        "" + new GroupKey.MemberTarget(GROUP, "cem"),
                        "" + new GroupKey.MemberTarget(GROUP, "eve"),
                        "" + new GroupKey.Target(GROUP)),
                stored);
        lesson.expect("the epoch", new GroupValue.Target(8, 77L), records.get(3).value());
    }

    private static void expectAsked(Lesson lesson, Planted planted, String member, String right) {
        Assignor.Subscription said = planted.members.get(member);
        lesson.expect(
                "what the assignor is told of " + member,
                right,
                said == null
                        ? null
                        : said.instanceId()
                                + " "
                                + said.topics()
                                + " "
                                + said.owned()
                                + " "
                                + said.generation());
    }

    private static String text(SortedMap<String, Partitions> targets) {
        SortedMap<String, String> texts = new TreeMap<>();
        targets.forEach(
                (member, target) -> {
                    List<String> numbers = new ArrayList<>();
                    target.forEach((topic, partition) -> numbers.add("" + partition));
                    texts.put(member, String.join(" ", numbers));
                });
        return texts.toString();
    }

    /** Assignors that give what they were told to give, and note what they are asked. */
    private static final class Planted implements Assignors {
        private final SortedMap<String, List<TopicPartition>> gifts = new TreeMap<>();
        private String asked = "nobody";
        private SortedMap<String, Assignor.Subscription> members = new TreeMap<>();
        private Map<String, Integer> counts = Map.of();

        Planted give(String member, int... ofOrders) {
            List<TopicPartition> gift = new ArrayList<>();
            for (int partition : ofOrders) {
                gift.add(new TopicPartition("orders", partition));
            }
            gifts.put(member, gift);
            return this;
        }

        private Assignor named(String name) {
            return new Assignor() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public SortedMap<String, List<TopicPartition>> assign(
                        SortedMap<String, Subscription> said, Map<String, Integer> newCounts) {
                    asked = name;
                    members = said;
                    counts = newCounts;
                    return gifts;
                }
            };
        }

        @Override
        public Assignor range() {
            return named("range");
        }

        @Override
        public Assignor roundRobin() {
            return named("roundrobin");
        }

        @Override
        public Assignor sticky() {
            return named("sticky");
        }

        @Override
        public Assignor cooperativeSticky() {
            return named("cooperative-sticky");
        }

        @Override
        public Assignor uniform() {
            return named("uniform");
        }

        @Override
        public Assignor serverRange() {
            return named("range");
        }
    }
}
