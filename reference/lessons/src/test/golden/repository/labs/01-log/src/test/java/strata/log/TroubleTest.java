package strata.log;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.3", concept = "trouble", code = "LOG-103")
final class TroubleTest {
    @Claim(value = "Reading the last byte reads the last byte", rules = "R1.3-c")
    void exception(Lesson lesson) {
        lesson.step("read the last byte of some");
        lesson.now("read the last of %d bytes", 3);
        Trouble.readBehindTheEnd(new byte[3]);
    }

    @Claim("A handler leaves alone what it does not know")
    void swallowed(Lesson lesson) {
        lesson.step("call it");
        Trouble.swallow(() -> lesson.expect("the answer", 42, 41));
    }

    @Claim("An action that fails is told with its cause")
    void wrongException(Lesson lesson) {
        lesson.expectThrown(
                IllegalStateException.class,
                "reading behind the end",
                () -> Trouble.readBehindTheEnd(new byte[3]));
    }

    @Claim("It ends")
    void timeout(Lesson lesson) {
        lesson.step("wait for its end");
        Trouble.neverEnds();
    }

    @Claim("A recursion has an end")
    void stackOverflow() {
        Trouble.recursion(0);
    }

    @Claim("It takes as much memory as it needs and no more")
    void outOfMemory() {
        Trouble.takesAllMemory();
    }

    @Claim("It says what it does")
    void prints(Lesson lesson) {
        lesson.expect("the answer", 5, Trouble.chatter(() -> 3));
    }
}
