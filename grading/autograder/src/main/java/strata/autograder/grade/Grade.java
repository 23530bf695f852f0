package strata.autograder.grade;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The grade of one submission: {@code grade.json}.
 *
 * @param schema {@link #SCHEMA}
 * @param run what it was graded with
 * @param submission what was graded
 * @param outcome how far the grading came: {@code graded} when the tests of one lab ran
 * @param messages why it came no further, or what the compiler warned of
 * @param labs each lab that was graded, in their order
 * @param tests every test of the suites in their order, also those that never ran
 * @param integrity what somebody should look at
 * @param protections what stood between the submission and the machine
 * @param score the sum of the tests' points
 * @param maxScore the sum of what the tests are worth
 */
public record Grade(
        String schema,
        Run run,
        Submission submission,
        Outcome outcome,
        List<Message> messages,
        List<LabGrade> labs,
        List<TestGrade> tests,
        Integrity integrity,
        Protections protections,
        int score,
        int maxScore) {
    /** Name and version of the form. A change that a reader would notice makes a new version. */
    public static final String SCHEMA = "strata/grade/v2";

    public Grade {
        messages = List.copyOf(messages);
        labs = List.copyOf(labs);
        tests = List.copyOf(tests);
        hold(SCHEMA.equals(schema), "its form is " + schema + ", not " + SCHEMA);
        int points = tests.stream().mapToInt(TestGrade::points).sum();
        hold(score == points, "its score is " + score + ", its tests have " + points);
        int max = tests.stream().mapToInt(TestGrade::max).sum();
        hold(maxScore == max, "its maximum is " + maxScore + ", that of its tests " + max);
        long ids = tests.stream().map(TestGrade::id).distinct().count();
        hold(ids == tests.size(), "a test stands in it twice");
        hold(!labs.isEmpty(), "it is of no lab");
        int ofLabs = 0;
        for (LabGrade lab : labs) {
            int own = points(tests, lab.lab(), TestGrade::points);
            hold(lab.score() == own, "lab " + lab.lab() + " has " + own + " points");
            int ownMax = points(tests, lab.lab(), TestGrade::max);
            hold(lab.maxScore() == ownMax, "lab " + lab.lab() + " is worth " + ownMax);
            ofLabs += ownMax;
        }
        hold(ofLabs == max, "a lab stands in it twice, or a test is of none");
    }

    private static int points(List<TestGrade> tests, String lab, ToIntFunction<TestGrade> points) {
        return tests.stream().filter(test -> test.lab().equals(lab)).mapToInt(points).sum();
    }

    /** What holds in every grade, also in one that somebody hands us. */
    static void hold(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("not a grade: " + otherwise);
        }
    }

    /** Whether the tests of a lab ran. */
    public boolean ran(String lab) {
        return labs.stream()
                .anyMatch(each -> each.lab().equals(lab) && each.outcome() == Outcome.GRADED);
    }

    /** The grade of one lab; its score is that of its tests. */
    public static Grade of(
            Run run,
            Submission submission,
            Verdict verdict,
            Integrity integrity,
            Protections protections) {
        int score = verdict.tests().stream().mapToInt(TestGrade::points).sum();
        int maxScore = verdict.tests().stream().mapToInt(TestGrade::max).sum();
        LabGrade lab =
                new LabGrade(
                        submission.lab(),
                        run.layers(),
                        run.suiteHash(),
                        submission.sourceHash(),
                        verdict.outcome(),
                        score,
                        maxScore);
        return new Grade(
                SCHEMA,
                run,
                submission,
                verdict.outcome(),
                verdict.messages(),
                List.of(lab),
                verdict.tests(),
                integrity,
                protections,
                score,
                maxScore);
    }

    /** The parts of a grade that the submission's own code decides. */
    public record Verdict(Outcome outcome, List<Message> messages, List<TestGrade> tests) {}
}
