package strata.groups.assign;

import java.util.ArrayList;
import java.util.List;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.1", concept = "assignors", code = "GRP-401")
final class RangeTest {
    @Claim(
            value = "By range, each subscriber of a topic gets a run, the first ones one more",
            rules = {"R4.1-a"})
    void eachSubscriberGetsARun(Lesson lesson) {
        lesson.step("7 partitions for A, B and C");
        lesson.expect(
                "who gets what",
                "A: flights 0 1 2; B: flights 3 4; C: flights 5 6",
                three().topic("flights", 7).byRange());
        lesson.step("8, 6 and 2 partitions for A, B and C");
        lesson.expect(
                "who gets what of 8",
                "A: flights 0 1 2; B: flights 3 4 5; C: flights 6 7",
                three().topic("flights", 8).byRange());
        lesson.expect(
                "who gets what of 6",
                "A: flights 0 1; B: flights 2 3; C: flights 4 5",
                three().topic("flights", 6).byRange());
        lesson.expect(
                "who gets what of 2",
                "A: flights 0; B: flights 1; C: nothing",
                three().topic("flights", 2).byRange());
        lesson.step("every topic of up to 20 partitions, for one to 7 members");
        for (int members = 1; members <= 7; members++) {
            for (int partitions = 0; partitions <= 20; partitions++) {
                lesson.now("%s partitions for %s members", partitions, members);
                TestShares shares = new TestShares().topic("flights", partitions);
                for (int member = 0; member < members; member++) {
                    shares.member(TestShares.name(member), "flights");
                }
                lesson.expect("who gets what", runs(partitions, members), shares.byRange());
            }
        }
    }

    private static TestShares three() {
        return new TestShares()
                .member("A", "flights")
                .member("B", "flights")
                .member("C", "flights");
    }

    /**
     * Partition n goes to the member at n times the members by the partitions, as near as can be.
     */
    private static String runs(int partitions, int members) {
        List<StringBuilder> texts = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            texts.add(new StringBuilder(TestShares.name(member) + ":"));
        }
        int left = partitions;
        for (int member = 0; member < members; member++) {
            int size = (left + members - member - 1) / (members - member);
            texts.get(member).append(size == 0 ? " nothing" : " flights");
            for (int i = 0; i < size; i++) {
                texts.get(member).append(" ").append(partitions - left + i);
            }
            left -= size;
        }
        return String.join("; ", texts);
    }

    @Claim(
            value = "By range, each topic is shared out by itself, among its own subscribers",
            rules = {"R4.1-a"})
    void eachTopicIsSharedOutByItself(Lesson lesson) {
        lesson.step("two topics of 3 partitions for A and B");
        lesson.expect(
                "who gets what",
                "A: flights 0 1, seats 0 1; B: flights 2, seats 2",
                new TestShares()
                        .topic("seats", 3)
                        .topic("flights", 3)
                        .member("A", "seats", "flights")
                        .member("B", "flights", "seats")
                        .byRange());

        lesson.step("flights is for A, B and D, meals for B and C, seats for D alone");
        lesson.expect(
                "who gets what",
                "A: flights 0 1; B: flights 2 3, meals 0 1; C: meals 2; D: flights 4, seats 0 1",
                new TestShares()
                        .topic("flights", 5)
                        .topic("meals", 3)
                        .topic("seats", 2)
                        .member("A", "flights")
                        .member("B", "flights", "meals")
                        .member("C", "meals", "missing")
                        .member("D", "seats", "flights")
                        .byRange());

        lesson.step("static members come first, by instance id: D as \"1\", A as \"2\"; then B, C");
        lesson.expect(
                "who gets what",
                "A: flights 2 3; B: flights 4; C: flights 5; D: flights 0 1",
                new TestShares()
                        .topic("flights", 6)
                        .fixed("A", "2", "flights")
                        .member("B", "flights")
                        .member("C", "flights")
                        .fixed("D", "1", "flights")
                        .byRange());
    }
}
