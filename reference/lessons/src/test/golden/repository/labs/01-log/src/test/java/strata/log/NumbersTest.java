package strata.log;

import java.nio.ByteBuffer;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.1", concept = "numbers", code = "LOG-101")
final class NumbersTest {
    @Claim(value = "300 is written as D8 04", points = 2, rules = {"R1.1-a", "R1.1-b"})
    void bytesOfANumber(Lesson lesson) {
        ByteBuffer out = ByteBuffer.allocate(10);

        lesson.step("write numbers");
        lesson.now("write %d", 1);
        lesson.now("write %d", 300);
        Numbers.write(out, 300);

        byte[] right = {(byte) 0xd8, 4};
        lesson.expectBytes("the bytes of 300", ByteBuffer.wrap(right), out.flip());
    }

    @Claim("0 is written as 00")
    void passes(Lesson lesson) {
        ByteBuffer out = ByteBuffer.allocate(10);
        Numbers.write(out, 0);
        lesson.expect("bytes written", 1, out.position());
    }
}
