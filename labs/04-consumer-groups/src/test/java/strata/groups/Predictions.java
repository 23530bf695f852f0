package strata.groups;

import strata.groups.assign.TestShares;
import strata.groups.classic.TestDesk;
import strata.groups.classic.TestMember;
import strata.groups.offsets.OffsetAnswers;
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
}
