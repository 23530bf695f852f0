package strata.autograder.grade;

import java.util.List;

/**
 * The grade of one submission: {@code grade.json}.
 *
 * @param schema {@link #SCHEMA}
 * @param run what it was graded with
 * @param submission what was graded
 * @param outcome how far the grading came
 * @param messages why it came no further, or what the compiler warned of
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
        List<TestGrade> tests,
        Integrity integrity,
        Protections protections,
        int score,
        int maxScore) {
    /** Name and version of the form. A change that a reader would notice makes a new version. */
    public static final String SCHEMA = "strata/grade/v1";

    public Grade {
        messages = List.copyOf(messages);
        tests = List.copyOf(tests);
        hold(SCHEMA.equals(schema), "its form is " + schema + ", not " + SCHEMA);
        int points = tests.stream().mapToInt(TestGrade::points).sum();
        hold(score == points, "its score is " + score + ", its tests have " + points);
        int max = tests.stream().mapToInt(TestGrade::max).sum();
        hold(maxScore == max, "its maximum is " + maxScore + ", that of its tests " + max);
        long ids = tests.stream().map(TestGrade::id).distinct().count();
        hold(ids == tests.size(), "a test stands in it twice");
    }

    /** What holds in every grade, also in one that somebody hands us. */
    static void hold(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("not a grade: " + otherwise);
        }
    }

    /** A grade whose score is that of its tests. */
    public static Grade of(
            Run run,
            Submission submission,
            Verdict verdict,
            Integrity integrity,
            Protections protections) {
        return new Grade(
                SCHEMA,
                run,
                submission,
                verdict.outcome(),
                verdict.messages(),
                verdict.tests(),
                integrity,
                protections,
                verdict.tests().stream().mapToInt(TestGrade::points).sum(),
                verdict.tests().stream().mapToInt(TestGrade::max).sum());
    }

    /** The parts of a grade that the submission's own code decides. */
    public record Verdict(Outcome outcome, List<Message> messages, List<TestGrade> tests) {}
}
