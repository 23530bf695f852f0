package strata.log;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.6", concept = "static initialisers", code = "LOG-106")
final class StartTest {
    @Claim("A class can be used")
    void badStart(Lesson lesson) {
        lesson.expect("its size", 1, Trouble.BadStart.SIZE);
    }

    @Claim("A class can be used again")
    void badStartAgain(Lesson lesson) {
        lesson.expect("its size", 1, Trouble.BadStart.SIZE);
    }

    @Claim("A class without its hole can be used")
    void openStart(Lesson lesson) {
        lesson.expect("its size", 1, Trouble.OpenStart.SIZE);
    }

    @Claim("A class without its hole can be used again")
    void openStartAgain(Lesson lesson) {
        lesson.expect("its size", 1, Trouble.OpenStart.SIZE);
    }
}
