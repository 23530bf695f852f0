package strata.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.kernel.Check;
import strata.kernel.Todo;
import strata.kernel.log.CorruptDataException;
import strata.lessons.Lesson;
import strata.lessons.LessonFailure;

/**
 * One of many short stories that a test tells: the card gets only the steps of the one that went
 * wrong, not those of the thousands before it.
 */
final class HiddenTestStory {
    private final Lesson lesson;
    private final List<String> steps = new ArrayList<>();

    private HiddenTestStory(Lesson lesson) {
        this.lesson = lesson;
    }

    /** What is told. */
    interface Plot {
        void tell(HiddenTestStory story);
    }

    /** What may find its bytes corrupt. */
    interface Reading<T> {
        T read();
    }

    /** Tells a story; if it goes wrong, its steps are the lesson's. */
    static void tell(Lesson lesson, Plot plot) {
        HiddenTestStory story = new HiddenTestStory(lesson);
        boolean well = false;
        try {
            plot.tell(story);
            well = true;
        } finally {
            if (!well) {
                story.steps.forEach(step -> lesson.step("%s", step));
            }
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // As in the lesson itself.
    void step(String what, Object... values) {
        steps.add(String.format(Locale.ROOT, what, values));
    }

    Lesson lesson() {
        return lesson;
    }

    /**
     * Whether bytes were found corrupt, that is, whether a {@link CorruptDataException} came. Any
     * other exception breaks the claim, also want of memory, and a check that fails.
     */
    static boolean isCorrupt(Lesson lesson, String what, Runnable reading) {
        try {
            reading.run();
            return false;
        } catch (CorruptDataException expected) {
            return true;
        } catch (Todo | LessonFailure open) {
            throw open;
        } catch (RuntimeException | Check.CheckFailed | OutOfMemoryError | StackOverflowError e) {
            throw other(lesson, what, e);
        }
    }

    /** Fails with another exception as the cause, so that the card shows where it came from. */
    private static LessonFailure other(Lesson lesson, String what, Throwable thrown) {
        lesson.expectThrown(
                CorruptDataException.class,
                what,
                () -> {
                    throw thrown;
                });
        throw lesson.fail(what, "a CorruptDataException", "none");
    }
}
