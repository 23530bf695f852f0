package strata.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.groups.assign.KafkaAssignors;
import strata.groups.assign.TestShares;
import strata.groups.classic.TestDesk;
import strata.groups.classic.TestMember;
import strata.groups.offsets.OffsetAnswers;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.OffsetView;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.JoinGroup;
import strata.lessons.Predict;

/**
 * Questions to answer before you run the code that answers them: {@code ./strata predict 4.1}. Your
 * own code gives the answer, so fill the step first.
 */
final class Predictions {
    private Predictions() {}

    @Predict(
            step = "4.1",
            question =
                    "Two members read three topics of 3 partitions each, shared out by range. How"
                            + " many partitions has the one that comes first?",
            choices = {"4", "5", "6"},
            because =
                    "Each topic is shared out by itself, and of each the first member gets the one"
                            + " that is left over: 2 and 2 and 2. So partition 0 of all three"
                            + " topics is with the same member, as whoever joins them needs it.")
    static String theFirstOneByRange() {
        TestShares shares = new TestShares().topic("x", 3).topic("y", 3).topic("z", 3);
        String text = shares.member("A", "x", "y", "z").member("B", "x", "y", "z").byRange();
        return "" + text.substring(0, text.indexOf(';')).replaceAll("[^0-9]", "").length();
    }

    @Predict(
            step = "4.1",
            question =
                    "Of 7 partitions A had 0, 1, 2 and 3, and B 4, 5 and 6. C is new. Which ones"
                            + " does C get from a sticky assignor?",
            choices = {"0 4", "3 6", "5 6", "1 3 6"},
            because =
                    "A share of 2, and one extra. In the order of partitions A keeps 0, 1, and 2 as"
                        + " the extra; B keeps 4 and 5. Two partitions move, and no sharing that is"
                        + " as even has fewer.")
    static String whatANewMemberGets() {
        TestShares shares = new TestShares().topic("x", 7);
        shares.member("A", "x").member("B", "x").member("C", "x");
        String text = shares.had("A", 1, "x", 0, 1, 2, 3).had("B", 1, "x", 4, 5, 6).bySticky();
        return text.substring(text.indexOf("C: x ") + 5);
    }

    @Predict(
            step = "4.2",
            question =
                    "group.initial.rebalance.delay.ms is 3 s. Ann joins a group without members;"
                            + " Bob joins 2 s later, and nobody else. How long after Ann's"
                            + " JoinGroup does the first generation begin?",
            choices = {"at once", "3 s", "5 s", "6 s"},
            because =
                    "After 3 s the coordinator looks whether somebody has come, and as Bob has, it"
                            + " waits 3 s more from then on. Members that start together should be"
                            + " in one generation, not each in one of its own.")
    static String whenTheFirstGenerationBegins() {
        TestDesk desk = new TestDesk(text -> {});
        TestMember[] both = desk.clients("ann", "bob");
        both[0].join();
        int seconds = 0;
        while (!desk.state().equals("CompletingRebalance") && seconds < 60) {
            desk.advance(1_000);
            seconds++;
            if (seconds == 2) {
                both[1].join();
            }
        }
        return seconds == 0 ? "at once" : seconds + " s";
    }

    @Predict(
            step = "4.2",
            question =
                    "A group is stable. Bob, who does not lead, sends the JoinGroup once more that"
                            + " he sent before, word for word. What state is the group in then?",
            choices = {"Stable", "PreparingRebalance", "CompletingRebalance"},
            because =
                    "He has nothing new to say: he has lost the answer, and is told it again. To"
                            + " make everybody stop for that would be a rebalance for nothing. The"
                            + " leader is another matter: it comes only when it wants something.")
    static String aWordSaidTwice() {
        TestDesk desk = new TestDesk(text -> {});
        TestMember[] both = desk.clients("ann", "bob");
        desk.settle(both);
        both[1].join();
        return desk.state();
    }

    @Predict(
            step = "4.3",
            question =
                    "Ann has joined again, and waits for 50 s until Bob does, too. Her session"
                            + " timeout is 10 s. Is she in the next generation?",
            choices = {"yes", "no"},
            because =
                    "Her JoinGroup is not answered yet, and a connection has one request at a time:"
                            + " she cannot speak. Her silence says nothing about her.")
    static String silenceWhileWaiting() {
        TestDesk desk = new TestDesk(text -> {});
        TestMember[] both = desk.clients("ann", "bob");
        both[0].heardWithin(10_000);
        desk.settle(both);
        both[0].join();
        desk.advance(50_000);
        both[1].join();
        return both[0].told().startsWith("generation 2") ? "yes" : "no";
    }

    @Predict(
            step = "4.3",
            question =
                    "Bob's session is 10 s. After 9.9 s he sends a heartbeat of the generation"
                            + " before this one. What state is the group in 0.1 s later?",
            choices = {"Stable", "PreparingRebalance"},
            because =
                    "A heartbeat of an old generation may have been under way for long. It is"
                            + " answered ILLEGAL_GENERATION, and is no word of the"
                            + " member that Bob is now. So his session ends.")
    static String aHeartbeatFromThePast() {
        TestDesk desk = new TestDesk(text -> {});
        TestMember[] both = desk.clients("ann", "bob");
        both[1].heardWithin(10_000);
        desk.settle(both);
        desk.advance(9_900);
        both[1].speaksOf(0).heartbeat();
        desk.advance(100);
        return desk.state();
    }

    @Predict(
            step = "4.4",
            question =
                    "A group has committed offset 7 of orders-0. The topic is deleted and made"
                            + " again. Before anybody has cleaned up the group asks, by the id of"
                            + " the new topic, where it was. What is it told?",
            choices = {"7", "0", "none", "UNKNOWN_TOPIC_ID"},
            because =
                    "Offset 7 is a place in a log that is gone. In the new one it would skip the"
                            + " first seven records. The name is the same, the id is not.")
    static String theOffsetOfAnEarlierTopic() {
        return OffsetAnswers.ofAnEarlierTopic();
    }

    @Predict(
            step = "4.4",
            question =
                    "A group with members reads a topic into which somebody writes once a year. It"
                            + " committed a year ago; offsets.retention.minutes is a week. Does"
                            + " its offset expire?",
            choices = {"yes", "no"},
            because =
                    "It is old, but the group reads the topic: the position is wanted. Until"
                            + " KIP-211 it was lost, and the group began anew with the next"
                            + " record, or with the first.")
    static String theOffsetOfAQuietTopic() {
        return OffsetAnswers.expiresThoughItIsRead() ? "yes" : "no";
    }

    @Predict(
            step = "4.5",
            question =
                    "Ann, who leads generation 1, joins again, and waits for bob. Then the"
                            + " coordinator dies. In which state does the next one have the group?",
            choices = {"Empty", "PreparingRebalance", "Stable"},
            because =
                    "No record tells of a rebalance under way. The last one is that of generation"
                            + " 1, with what ann shared out; she is told NOT_COORDINATOR, and asks"
                            + " the next one.")
    static String aRebalanceThatNoRecordTellsOf() {
        TestShard shard = new TestShard(null);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer.settle(ann, new TestPeer(shard, "bob"));
        ann.join();
        return shard.takenOver().coordinator.groups().get(0).state();
    }

    @Predict(
            step = "4.5",
            question =
                    "Bob's session is 10 s, and he was last heard of 9 s before his coordinator"
                            + " died. The next one has read the log a minute later. How long may"
                            + " he be silent from then on?",
            choices = {"not at all", "1 s", "10 s"},
            because =
                    "Nobody knows when he was last heard of: no record tells of a heartbeat. So all"
                            + " sessions begin with the end of the replay.")
    static String aSessionAfterTheReplay() {
        TestShard shard = new TestShard(null);
        TestPeer bob = new TestPeer(shard, "bob");
        TestPeer.settle(bob);
        shard.nowMs += 69_000;
        TestShard other = shard.takenOver();
        bob.shard = other;
        bob.sync();
        int seconds = 0;
        while (seconds < 10 && other.coordinator.groups().get(0).state().equals("Stable")) {
            other.pass(1_000);
            seconds++;
        }
        return seconds <= 1 ? List.of("not at all", "1 s").get(seconds) : seconds + " s";
    }

    @Predict(
            step = "4.6",
            question =
                    "Bob, a static member, leads and restarts, with a client that does not know"
                            + " skipAssignment. Whom does the answer to his JoinGroup name as the"
                            + " leader?",
            choices = {"himself", "his former self", "another member"},
            because =
                    "A leader that is told that it leads shares out, and that would be a rebalance."
                            + " So he hears that somebody else leads, and fetches what he had.")
    static String whoLeadsAfterARestart() {
        TestShard shard = new TestShard(null);
        TestPeer bob = TestPeer.fixed(shard, "bob", "bob");
        TestPeer.settle(bob, new TestPeer(shard, "ann"));
        TestPeer again = bob.restarted("bob again");
        again.support = new JoinGroup.Support(false, false);
        String leader = again.join().joined().leader();
        if (leader.equals(again.memberId)) {
            return "himself";
        }
        return leader.equals(bob.memberId) ? "his former self" : "another member";
    }

    @Predict(
            step = "4.6",
            question =
                    "Ann has the four partitions of a topic, and says so; bob is new. The protocol"
                            + " is cooperative-sticky. How many does each get in the first round?",
            choices = {"ann 2, bob 2", "ann 2, bob 0", "ann 4, bob 0"},
            because =
                    "Two are to be bob's. But ann has them until she hears that she has lost them,"
                            + " so nobody gets them yet. She lets go, joins again, and the second"
                            + " round gives them to bob.")
    static String theFirstOfTwoRounds() {
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            all.add(new TopicPartition("orders", partition));
        }
        SortedMap<String, Assignor.Subscription> members = new TreeMap<>();
        List<String> orders = List.of("orders");
        members.put("ann", new Assignor.Subscription(null, orders, all, 1));
        members.put("bob", new Assignor.Subscription(null, orders, List.of(), -1));
        SortedMap<String, List<TopicPartition>> given =
                new KafkaAssignors().cooperativeSticky().assign(members, Map.of("orders", 4));
        return "ann " + given.get("ann").size() + ", bob " + given.get("bob").size();
    }

    @Predict(
            step = "4.7",
            question =
                    "Ann, at epoch 1, has all of a topic. Bob joins, and the group's epoch is 2. At"
                            + " which epoch is ann after the heartbeat that tells her to let half"
                            + " of it go?",
            choices = {"0", "1", "2"},
            because =
                    "An epoch says that a member has let go of all that its target does not give"
                            + " it. She has only just heard of it; when she says that she has let"
                            + " go she is at 2.")
    static String theEpochOfWhoHasToLetGo() {
        TestShard shard = new TestShard(null);
        shard.topics.create("orders", 4);
        beat(shard, "ann", 0, 0, 1, 2, 3);
        shard.pass(1_000);
        beat(shard, "bob", 0);
        return "" + beat(shard, "ann", 1, 0, 1, 2, 3).memberEpoch();
    }

    /** A heartbeat of a member that wants {@code orders}, and has some of it. */
    private static ConsumerGroupHeartbeat.Response beat(
            TestShard shard, String memberId, int epoch, Integer... owned) {
        boolean joins = epoch == ConsumerGroupHeartbeat.JOIN;
        ConsumerGroupHeartbeat.TopicPartitions has =
                new ConsumerGroupHeartbeat.TopicPartitions(
                        shard.topics.id("orders"), List.of(owned));
        return shard.ask(
                new ConsumerGroupHeartbeat.Request(
                        TestPeer.GROUP,
                        memberId,
                        epoch,
                        null,
                        null,
                        joins ? 60_000 : -1,
                        joins ? List.of("orders") : null,
                        null,
                        null,
                        joins ? List.of() : List.of(has),
                        true),
                ConsumerGroupHeartbeat.Response.class);
    }

    @Predict(
            step = "4.7",
            question =
                    "A group at epoch 1 reads the topic orders. Somebody makes the topic bills."
                            + " Which epoch does the group have after its next heartbeat?",
            choices = {"1", "2"},
            because =
                    "The topics have changed, so the group looks at them; but what it compares is a"
                            + " hash of those that it reads, and that is the same.")
    static String aTopicThatNobodyReads() {
        TestShard shard = new TestShard(null);
        shard.topics.create("orders", 4);
        beat(shard, "ann", 0);
        shard.topics.create("bills", 4);
        beat(shard, "ann", 1, 0, 1, 2, 3);
        return "" + shard.coordinator.groups().get(0).epoch();
    }

    @Predict(
            step = "4.8",
            question =
                    "Ann is at member epoch 7; she has orders-0 since epoch 3, orders-1 since 6."
                        + " Two commits of hers come late, one for each, both of epoch 5. What is"
                        + " committed?",
            choices = {"both", "orders-0", "orders-1", "neither"},
            because =
                    "Ever since epoch 3 orders-0 was hers, so nobody else can have committed it"
                            + " meanwhile. At epoch 5 orders-1 was another's, who may have.")
    static String whatALateCommitIsGoodFor() {
        TestShard shard = new TestShard(null);
        TopicId orders = shard.topics.create("orders", 2).id("orders");
        shard.append(
                new GroupRecord(
                        new GroupKey.Member(TestPeer.GROUP, "ann"),
                        new GroupValue.Member(
                                null, null, "", "", List.of("orders"), "", 60_000, null, null)));
        shard.append(
                new GroupRecord(
                        new GroupKey.MemberCurrent(TestPeer.GROUP, "ann"),
                        new GroupValue.MemberCurrent(
                                7,
                                6,
                                GroupValue.MemberState.STABLE,
                                List.of(
                                        new GroupValue.EpochPartitions(
                                                orders, List.of(0, 1), List.of(3, 6))),
                                List.of())));
        for (int partition = 0; partition < 2; partition++) {
            shard.commit(5, "ann", null, partition, 10 + partition);
        }
        List<OffsetView> taken = shard.coordinator.offsets(TestPeer.GROUP);
        return taken.size() == 1
                ? taken.get(0).partition().toString()
                : taken.isEmpty() ? "neither" : "both";
    }

    @Predict(
            step = "4.8",
            question =
                    "A classic group rebalances: members are to join again. Bob, who has not yet,"
                            + " commits what he has done in the generation that ends. What is he"
                            + " told?",
            choices = {"NONE", "REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION"},
            because =
                    "It is the moment at which everybody commits. His partitions are still his, and"
                            + " the generation is still the one that he names. If he were refused"
                            + " his work would be done twice.")
    static String aCommitWhileMembersJoin() {
        TestShard shard = new TestShard(null);
        shard.topics.create("orders", TestPeer.PARTITIONS);
        TestPeer ann = new TestPeer(shard, "ann");
        TestPeer bob = new TestPeer(shard, "bob");
        TestPeer.settle(ann, bob);
        ann.join();
        return bob.commit(42).name();
    }
}
