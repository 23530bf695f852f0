package strata.log;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.4", concept = "holes", code = "LOG-104")
final class HolesTest {
    @Claim("It says how many there are")
    void todo(Lesson lesson) {
        lesson.expect("how many", 3, Trouble.hole());
    }
}
