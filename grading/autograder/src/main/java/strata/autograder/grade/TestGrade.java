package strata.autograder.grade;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.lessons.Card;
import strata.lessons.Kind;
import strata.lessons.run.TestInfo;
import strata.lessons.run.TestOutcome;

/**
 * What became of one test, and why.
 *
 * @param id as {@code VarintsTest.anIntTakesAtMostFiveBytes}; unique in a grade
 * @param lab as {@code 1}
 * @param step as {@code 1.1}
 * @param claim what the text of the lab promises
 * @param kind how it works
 * @param concept of its step
 * @param visibility whether the student has it
 * @param points what it earned: all or nothing
 * @param max what it is worth
 * @param status what became of it
 * @param blockedBy the step that is not written yet; empty when that is not the reason
 * @param code the failure code, as {@code LOG-101}
 * @param headline why it did not pass, in one line; empty when it did
 * @param detail the same at length: what was looked at
 * @param steps what the test did, in order; the last one failed
 * @param expected as text
 * @param got as text
 * @param picture in a fixed-width font
 * @param ownFrame the first stack frame in the student's code
 * @param seed of the run, in decimal digits; empty when it has none
 * @param rerun the command that runs it again
 * @param docUrl the page of the code
 * @param durationMs how long it took, in milliseconds
 */
public record TestGrade(
        String id,
        String lab,
        String step,
        String claim,
        Kind kind,
        String concept,
        Visibility visibility,
        int points,
        int max,
        TestStatus status,
        String blockedBy,
        String code,
        String headline,
        String detail,
        List<String> steps,
        String expected,
        String got,
        List<String> picture,
        String ownFrame,
        String seed,
        String rerun,
        String docUrl,
        long durationMs) {
    private static final Pattern SEED = Pattern.compile("--seed (-?[0-9]+)");

    public TestGrade {
        Grade.hold(max >= 0, id + " is worth " + max);
        Grade.hold(
                points == (status == TestStatus.PASSED ? max : 0),
                id + " is " + status.label() + " and has " + points + " points of " + max);
        steps = List.copyOf(steps);
        picture = List.copyOf(picture);
    }

    /** A test that never ran: where every grade begins, so that a dead run leaves a whole one. */
    public static TestGrade notRun(TestInfo test, Visibility visibility, String why) {
        return new TestGrade(
                test.id(),
                labOf(test.step()),
                test.step(),
                test.claim(),
                test.kind(),
                test.concept(),
                visibility,
                0,
                test.points(),
                TestStatus.NOT_RUN,
                "",
                test.code(),
                why,
                "",
                List.of(),
                "",
                "",
                List.of(),
                "",
                "",
                "",
                "",
                0);
    }

    /** What a run of tests said. */
    public static TestGrade of(TestOutcome outcome, Visibility visibility) {
        TestStatus status = statusOf(outcome);
        TestGrade test =
                notRun(outcome.test(), visibility, headlineOf(outcome))
                        .ended(status, headlineOf(outcome), outcome.durationMs())
                        .blockedBy(outcome.blockedBy());
        return outcome.card() == null ? test : test.told(outcome.card());
    }

    /** The same test with another end: the supervisor's word, when the run itself said nothing. */
    public TestGrade ended(TestStatus status, String headline, long durationMs) {
        return new TestGrade(
                id,
                lab,
                step,
                claim,
                kind,
                concept,
                visibility,
                status == TestStatus.PASSED ? max : 0,
                max,
                status,
                blockedBy,
                code,
                status == TestStatus.PASSED ? "" : headline,
                detail,
                steps,
                expected,
                got,
                picture,
                ownFrame,
                seed,
                rerun,
                docUrl,
                durationMs);
    }

    private TestGrade blockedBy(String step) {
        return new TestGrade(
                id,
                lab,
                this.step,
                claim,
                kind,
                concept,
                visibility,
                points,
                max,
                status,
                step,
                code,
                headline,
                detail,
                steps,
                expected,
                got,
                picture,
                ownFrame,
                seed,
                rerun,
                docUrl,
                durationMs);
    }

    private TestGrade told(Card card) {
        Matcher seedOfRerun = SEED.matcher(card.rerun());
        return new TestGrade(
                id,
                lab,
                step,
                claim,
                kind,
                concept,
                visibility,
                points,
                max,
                status,
                blockedBy,
                card.code(),
                headline,
                card.what(),
                card.steps(),
                card.expected(),
                card.got(),
                card.picture(),
                card.ownFrame(),
                seedOfRerun.find() ? seedOfRerun.group(1) : "",
                card.rerun(),
                card.page(),
                durationMs);
    }

    private static TestStatus statusOf(TestOutcome outcome) {
        return switch (outcome.verdict()) {
            case PASSED -> TestStatus.PASSED;
            case FAILED, TODO -> TestStatus.FAILED;
            case BLOCKED -> TestStatus.BLOCKED;
            case TIMEOUT -> TestStatus.TIMEOUT;
            case INCONCLUSIVE -> TestStatus.INCONCLUSIVE;
            case NOT_RUN -> TestStatus.NOT_RUN;
        };
    }

    private static String headlineOf(TestOutcome outcome) {
        Card card = outcome.card();
        return switch (outcome.verdict()) {
            case PASSED -> "";
            case TODO -> "step " + outcome.blockedBy() + " is not written yet";
            case BLOCKED -> "step " + outcome.blockedBy() + " comes first and is not written yet";
            case TIMEOUT -> "it was not done within its time";
            case NOT_RUN -> "it never ran";
            case FAILED, INCONCLUSIVE ->
                    card == null
                            ? "it failed and said nothing"
                            : oneLine("expected " + card.expected() + ", got " + card.got());
        };
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 160 ? line : line.substring(0, 157) + "...";
    }

    private static String labOf(String step) {
        int dot = step.indexOf('.');
        return dot < 0 ? step : step.substring(0, dot);
    }
}
