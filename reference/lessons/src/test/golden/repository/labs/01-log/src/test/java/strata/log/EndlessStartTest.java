package strata.log;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.7", concept = "endless starts", code = "LOG-107")
final class EndlessStartTest {
    @Claim("A class is ready at once")
    void endlessStart(Lesson lesson) {
        lesson.expect("its size", 1, Trouble.EndlessStart.SIZE);
    }

    @Claim("A class is ready at once, the second time, too")
    void endlessStartAgain(Lesson lesson) {
        lesson.expect("its size", 1, Trouble.EndlessStart.SIZE);
    }

    @Claim("What has nothing to do with it goes on")
    void somethingElse(Lesson lesson) {
        lesson.expect("one and one", 2, 1 + 1);
    }
}
