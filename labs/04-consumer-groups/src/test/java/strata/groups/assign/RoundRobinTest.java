package strata.groups.assign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.TopicPartition;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.1", concept = "assignors", code = "GRP-401")
final class RoundRobinTest {
    private static final String[] TOPICS = {"flights", "meals", "seats"};

    @Claim(
            value = "In turn, each member gets one partition, and the turn goes on with each topic",
            rules = {"R4.1-b"})
    void theTurnGoesOnFromTopicToTopic(Lesson lesson) {
        lesson.step("7 partitions for A, B and C");
        lesson.expect(
                "who gets what",
                "A: flights 0 3 6; B: flights 1 4; C: flights 2 5",
                new TestShares()
                        .topic("flights", 7)
                        .member("A", "flights")
                        .member("B", "flights")
                        .member("C", "flights")
                        .byRoundRobin());
        lesson.step("two topics of 3 partitions for A and B");
        lesson.expect(
                "who gets what",
                "A: flights 0 2, seats 1; B: flights 1, seats 0 2",
                new TestShares()
                        .topic("flights", 3)
                        .topic("seats", 3)
                        .member("A", "flights", "seats")
                        .member("B", "flights", "seats")
                        .byRoundRobin());
        lesson.step("one partition, then 2, for four members");
        lesson.expect(
                "who gets what",
                "A: flights 0; B: seats 0; C: seats 1; D: nothing",
                new TestShares()
                        .topic("flights", 1)
                        .topic("seats", 2)
                        .member("A", "flights", "seats")
                        .member("B", "flights", "seats")
                        .member("C", "flights", "seats")
                        .member("D", "flights", "seats")
                        .byRoundRobin());
    }

    @Claim(
            value =
                    "Who has not subscribed is passed over; next is who sits behind the one that"
                            + " got",
            rules = {"R4.1-b"})
    void nextIsWhoSitsBehindTheOneThatGot(Lesson lesson) {
        lesson.step("A wants flights, B seats, C both; 2 partitions each");
        lesson.expect(
                "who gets what",
                "A: flights 0; B: seats 0; C: flights 1, seats 1",
                new TestShares()
                        .topic("flights", 2)
                        .topic("seats", 2)
                        .member("A", "flights")
                        .member("B", "seats")
                        .member("C", "flights", "seats")
                        .byRoundRobin());
        lesson.step("flights for A and D, seats for all; 2 partitions and 4");
        lesson.expect(
                "who gets what",
                "A: flights 0, seats 0; B: seats 1; C: seats 2; D: flights 1, seats 3",
                new TestShares()
                        .topic("flights", 2)
                        .topic("seats", 4)
                        .member("A", "flights", "seats")
                        .member("B", "seats")
                        .member("C", "seats")
                        .member("D", "flights", "seats")
                        .byRoundRobin());
        SplittableRandom random = lesson.random("circles");
        lesson.step("up to 5 members, 3 topics of up to 5 partitions: played with cards");
        for (int i = 0; i < 500; i++) {
            int memberCount = 1 + random.nextInt(5);
            List<List<String>> wanted = new ArrayList<>();
            TestShares shares = new TestShares();
            for (int member = 0; member < memberCount; member++) {
                List<String> topics = new ArrayList<>(List.of(TOPICS));
                topics.removeIf(topic -> random.nextInt(3) == 0);
                wanted.add(topics);
                shares.member(TestShares.name(member), topics.toArray(String[]::new));
            }
            TreeMap<String, Integer> counts = new TreeMap<>();
            for (String topic : TOPICS) {
                counts.put(topic, random.nextInt(6));
                shares.topic(topic, counts.get(topic));
            }
            lesson.now("%s", shares);
            lesson.expect("who gets what", cards(wanted, counts), shares.byRoundRobin());
        }
    }

    /**
     * Members sit in a row: the first one that wants the card gets it, and all before it go back.
     */
    private static String cards(List<List<String>> wanted, TreeMap<String, Integer> counts) {
        TreeMap<String, List<TopicPartition>> hands = new TreeMap<>();
        Deque<Integer> row = new ArrayDeque<>();
        for (int member = 0; member < wanted.size(); member++) {
            hands.put(TestShares.name(member), new ArrayList<>());
            row.add(member);
        }
        counts.forEach(
                (topic, count) -> {
                    if (wanted.stream().noneMatch(topics -> topics.contains(topic))) {
                        return;
                    }
                    for (int partition = 0; partition < count; partition++) {
                        int member;
                        do {
                            member = row.remove();
                            row.add(member);
                        } while (!wanted.get(member).contains(topic));
                        hands.get(TestShares.name(member))
                                .add(new TopicPartition(topic, partition));
                    }
                });
        return TestShares.text(hands);
    }
}
