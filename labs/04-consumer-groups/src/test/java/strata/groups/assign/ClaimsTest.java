package strata.groups.assign;

import static strata.groups.assign.AssignmentProblem.NOBODY;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.1", concept = "assignors", code = "GRP-401")
final class ClaimsTest {
    /** What a member may say of the one partition there is: nothing, or a claim in a generation. */
    private static final int[] SAYINGS = {-2, -1, 0, 1, 2};

    private static final int NOTHING = -2;

    @Claim(
            value = "The claim of the latest generation is believed, and neither of two",
            rules = {"R4.1-c"})
    void theLatestClaimIsBelieved(Lesson lesson) {
        lesson.step("A had partition 0 in generation 4, B in 5");
        expectBelieved(lesson, "B", 4, 5);
        lesson.step("the other way round: the order in which they are heard does not matter");
        expectBelieved(lesson, "A", 5, 4);
        lesson.step("A and B had it in generation 5");
        expectBelieved(lesson, "-", 5, 5);
        lesson.step("both in 5, and C in 6; then C in 4");
        expectBelieved(lesson, "C", 5, 5, 6);
        expectBelieved(lesson, "-", 5, 5, 4);

        lesson.step("A says it three times; B says something of partition 1");
        TestShares thrice = new TestShares().topic("x", 2).member("A", "x").member("B", "x");
        thrice.had("A", 5, "x", 0, 0, 0).had("B", 5, "x", 1).had("B", 5, "other", 0);
        Claims claims = Claims.of(thrice.problem());
        lesson.expect("who is believed to have had 0", "A", TestShares.name(claims.believed(0)));
        lesson.expect("who is believed to have had 1", "B", TestShares.name(claims.believed(1)));

        lesson.step("whatever four members say of a partition, each of them once or twice");
        int[] said = new int[4];
        for (int code = 0; code < 5 * 5 * 5 * 5; code++) {
            int rest = code;
            for (int member = 0; member < said.length; member++) {
                said[member] = SAYINGS[rest % 5];
                rest /= 5;
            }
            expectBelieved(lesson, TestShares.name(latest(said)), said);
        }
    }

    private static int latest(int[] said) {
        int latest = NOTHING;
        int who = NOBODY;
        for (int member = 0; member < said.length; member++) {
            if (said[member] > latest) {
                latest = said[member];
                who = member;
            } else if (said[member] == latest) {
                who = NOBODY;
            }
        }
        return who;
    }

    /**
     * @param said by member, the generation of its claim to the partition, or NOTHING
     */
    private static void expectBelieved(Lesson lesson, String expected, int... said) {
        StringBuilder text = new StringBuilder();
        TestShares shares = new TestShares().topic("x", 1);
        for (int member = 0; member < said.length; member++) {
            String name = TestShares.name(member);
            shares.member(name, "x");
            if (said[member] != NOTHING) {
                // Some say it twice.
                shares.had(name, said[member], "x", member % 2 == 0 ? new int[2] : new int[1]);
                text.append(text.isEmpty() ? "" : ", ").append(name + " in " + said[member]);
            }
        }
        lesson.now("claimed by %s", text.isEmpty() ? "nobody" : text);
        int believed = Claims.of(shares.problem()).believed(0);
        lesson.expect("who is believed to have had it", expected, TestShares.name(believed));
    }
}
