package strata.log;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.5", concept = "what builds on it", code = "LOG-105")
final class LaterTest {
    @Claim("It adds them up")
    void blocked(Lesson lesson) {
        lesson.expect("the sum", 6, 2 * Trouble.hole());
    }
}
