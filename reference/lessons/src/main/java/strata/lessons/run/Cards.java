package strata.lessons.run;

import java.util.List;
import java.util.concurrent.TimeoutException;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.lessons.Card;
import strata.lessons.Lesson;
import strata.lessons.LessonFailure;
import strata.lessons.TimeLimit;

/** Makes the card of a test that did not pass. */
final class Cards {
    private static final String PAGES = "docs/failures/";

    private final SuiteRequest request;
    private final OwnCode own;

    Cards(SuiteRequest request) {
        this.request = request;
        this.own = new OwnCode(request.layerRoots(), request.testRoots());
    }

    /**
     * The card.
     *
     * @param lesson what the test told; null when it never came to it
     * @param printed what the code printed meanwhile
     */
    Card of(TestInfo test, Throwable thrown, @Nullable Lesson lesson, List<String> printed) {
        LessonFailure failure = Causes.first(thrown, LessonFailure.class);
        return new Card(
                test.id(),
                test.step(),
                test.claim(),
                test.rules(),
                lesson == null ? List.of() : lesson.steps(),
                failure == null ? "" : failure.what(),
                failure == null ? expected(thrown) : failure.expected(),
                failure == null ? got(thrown) : failure.got(),
                failure == null ? List.of() : failure.picture(),
                ownFrame(thrown),
                own.testFrame(thrown),
                failure == null || failure.getCause() != null ? own.stack(thrown) : List.of(),
                printed,
                rerun(test),
                test.code(),
                test.code().isEmpty() ? "" : PAGES + test.code() + ".md",
                request.layers());
    }

    private String rerun(TestInfo test) {
        String step = test.step().isEmpty() ? "" : test.step() + " --only ";
        return "./strata test " + step + test.id() + " --seed " + request.seed();
    }

    private String expected(Throwable thrown) {
        if (Causes.first(thrown, TimeoutException.class) != null) {
            return "done within " + Texts.seconds(request.limit());
        }
        if (Causes.first(thrown, Todo.class) != null) {
            return "the step written";
        }
        return thrown instanceof AssertionError ? "what the claim says" : "no exception";
    }

    private String got(Throwable thrown) {
        if (Causes.first(thrown, TimeoutException.class) != null) {
            return isWaitingForInitialiser(thrown)
                    ? "still waiting for the static initialiser of a class, which never ends"
                    : "still running, at the line below";
        }
        Todo todo = Causes.first(thrown, Todo.class);
        if (todo != null) {
            return String.valueOf(todo.getMessage());
        }
        Throwable cause = thrown.getCause();
        if (thrown instanceof ExceptionInInitializerError && cause != null) {
            return "a static initialiser threw " + Texts.of(cause);
        }
        if (thrown instanceof NoClassDefFoundError && cause != null) {
            // Its cause says in its message what was thrown when the class was first used.
            return thrown.getMessage() + ": its static initialiser threw " + earlier(cause);
        }
        return Texts.of(thrown);
    }

    private String ownFrame(Throwable thrown) {
        return isWaitingForInitialiser(thrown)
                ? own.layerFrame(stuckInitialiser())
                : own.layerFrame(thrown);
    }

    /** Whoever needs a class whose static initialiser still runs waits, and no frame tells so. */
    private boolean isWaitingForInitialiser(Throwable thrown) {
        return Causes.first(thrown, TimeoutException.class) != null
                && own.layerFrame(thrown).isEmpty()
                && stuckInitialiser().getStackTrace().length > 0;
    }

    /** Where a thread that an earlier test left behind is in a static initialiser of a layer. */
    private Throwable stuckInitialiser() {
        Throwable where = new Throwable("a static initialiser");
        where.setStackTrace(new StackTraceElement[0]);
        Thread.getAllStackTraces()
                .forEach(
                        (thread, frames) -> {
                            if (thread.getName().startsWith(TimeLimit.THREAD)
                                    && own.isInitialising(frames)) {
                                where.setStackTrace(frames);
                            }
                        });
        return where;
    }

    private static String earlier(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith("Exception ")
                ? message.substring("Exception ".length()).replaceFirst(" \\[in thread .*", "")
                : message;
    }
}
