package strata.lessons.run;

import java.util.List;
import strata.kernel.Nullable;
import strata.lessons.Card;
import strata.lessons.Lesson;
import strata.lessons.LessonFailure;

/** Makes the card of a test that did not pass. */
final class Cards {
    private static final String PAGES = "docs/failures/";

    private Cards() {}

    static Card of(TestInfo test, Throwable thrown, @Nullable Lesson lesson, SuiteRequest request) {
        LessonFailure failure = Causes.first(thrown, LessonFailure.class);
        String message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return new Card(
                test.id(),
                test.step(),
                test.claim(),
                lesson == null ? List.of() : lesson.steps(),
                failure == null ? "" : failure.what(),
                failure == null ? "no exception" : failure.expected(),
                failure == null ? message : failure.got(),
                failure == null ? List.of() : failure.picture(),
                ownFrame(thrown),
                "./strata test " + test.step() + " --seed " + request.seed(),
                test.code(),
                PAGES + test.code() + ".md",
                request.layers());
    }

    /** The first frame in a layer's own package, from the innermost cause outwards. */
    private static String ownFrame(Throwable thrown) {
        String found = "";
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (isOwn(frame)) {
                    found =
                            frame.getFileName()
                                    + ":"
                                    + frame.getLineNumber()
                                    + " in "
                                    + frame.getMethodName();
                    break;
                }
            }
        }
        return found;
    }

    private static boolean isOwn(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("strata.")
                && !name.startsWith("strata.kernel.")
                && !name.startsWith("strata.lessons.")
                && !name.startsWith("strata.sim.")
                && !name.contains("Test");
    }
}
