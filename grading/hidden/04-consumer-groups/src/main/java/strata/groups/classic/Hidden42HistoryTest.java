package strata.groups.classic;

import java.util.SplittableRandom;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class Hidden42HistoryTest {
    @Claim(
            value =
                    "Members come, go and change their minds: each is answered once, each"
                            + " generation is the same for all, and every rebalance ends",
            rules = {"R4.2-b", "R4.2-e", "R4.2-h", "R4.2-i", "R4.2-l", "R4.2-m", "R4.2-o", "R4-b"})
    void everyRebalanceEnds(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        HiddenTestCrowd.Options options = new HiddenTestCrowd.Options(false, false, false);
        for (int i = 0; i < 60; i++) {
            int count = random.nextInt(1, 9);
            lesson.step("history %s of 60: %s clients", i + 1, count);
            HiddenTestCrowd crowd = new HiddenTestCrowd(lesson, random.split(), options, count);
            crowd.telling(
                    () -> {
                        for (int event = 0; event < 120; event++) {
                            crowd.event();
                        }
                        crowd.calmDown();
                    });
        }
    }
}
