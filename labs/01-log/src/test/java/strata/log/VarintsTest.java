package strata.log;

import java.nio.ByteBuffer;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.1", concept = "varints", code = "LOG-101")
final class VarintsTest {
    @Claim("300 is written as D8 04")
    void threeHundredTakesTwoBytes(Lesson lesson) {
        ByteBuffer out = ByteBuffer.allocate(Varints.MAX_LONG_BYTES);

        lesson.step("write 300");
        Varints.write(out, 300);

        lesson.expectBytes(
                "the bytes of 300", ByteBuffer.wrap(new byte[] {(byte) 0xD8, 0x04}), out.flip());
    }
}
