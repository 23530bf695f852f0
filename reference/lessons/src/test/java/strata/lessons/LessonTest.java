package strata.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import strata.kernel.Todo;

class LessonTest {
    private final Lesson lesson = new Lesson("LessonTest.made", "", 1);

    @Test
    void whatIsDrawnDependsOnTestSeedSaltAndPurposeAlone() {
        long drawn = lesson.random("a").nextLong();

        assertThat(new Lesson("LessonTest.made", "", 1).random("a").nextLong()).isEqualTo(drawn);
        assertThat(lesson.random("b").nextLong()).isNotEqualTo(drawn);
        assertThat(new Lesson("LessonTest.made", "", 2).random("a").nextLong()).isNotEqualTo(drawn);
        assertThat(new Lesson("LessonTest.made", "s", 1).random("a").nextLong())
                .isNotEqualTo(drawn);
        assertThat(new Lesson("LessonTest.other", "", 1).random("a").nextLong())
                .isNotEqualTo(drawn);
    }

    @Test
    void aBrokenExpectationIsKeptThoughSomebodyCatchesIt() {
        assertThatThrownBy(() -> lesson.expect("the sum", 3, 4))
                .isInstanceOf(LessonFailure.class)
                .isSameAs(lesson.firstFailure())
                .hasMessage("the sum: expected 3, got 4");
        LessonFailure first = lesson.firstFailure();

        assertThatThrownBy(() -> lesson.expect("the product", 3, 4)).isNotSameAs(first);

        assertThat(lesson.firstFailure()).isSameAs(first);
    }

    @Test
    void theCaseAtHandIsTheLastOfTheStepsUntilTheNextStep() {
        lesson.step("write numbers");
        lesson.now("write %d", 1);
        lesson.now("write %d", 300);
        lesson.remark("and so on");
        assertThat(lesson.steps()).containsExactly("write numbers", "and so on", "now: write 300");

        lesson.step("read them");

        assertThat(lesson.steps()).containsExactly("write numbers", "and so on", "read them");
    }

    @Test
    void valuesThatLookTheSameAreToldWithTheirTypes() {
        assertThatThrownBy(() -> lesson.expect("the sum", 1, 1L))
                .hasMessage("the sum: expected 1 (Integer), got 1 (Long)");
        assertThatThrownBy(() -> lesson.expect("the sum", "null", null))
                .hasMessage("the sum: expected null (String), got null (no object)");
    }

    @Test
    void whatHoldsIsNoFailure() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2});

        lesson.expect("nothing", null, null);
        lesson.expectBytes("bytes", bytes, ByteBuffer.wrap(new byte[] {1, 2}));
        lesson.expectBatch("bytes", bytes, bytes.duplicate());

        assertThat(lesson.firstFailure()).isNull();
        assertThat(bytes.remaining()).isEqualTo(2);
    }

    @Test
    void anExpectedExceptionIsReturnedAndAHoleIsNone() {
        IllegalStateException thrown = new IllegalStateException("so");

        assertThat(
                        lesson.expectThrown(
                                RuntimeException.class,
                                "doing it",
                                () -> {
                                    throw thrown;
                                }))
                .isSameAs(thrown);
        assertThatThrownBy(
                        () ->
                                lesson.expectThrown(
                                        Error.class,
                                        "doing it",
                                        () -> {
                                            throw Todo.step("1.1", "do it");
                                        }))
                .isInstanceOf(Todo.class);
        assertThat(lesson.firstFailure()).isNull();
        assertThatThrownBy(() -> lesson.expectThrown(Error.class, "doing it", () -> {}))
                .hasMessage("doing it: expected an Error, got no exception");
    }
}
