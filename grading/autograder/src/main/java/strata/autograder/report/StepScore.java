package strata.autograder.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.autograder.grade.Grade;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;

/**
 * What the tests of one step earned together.
 *
 * @param step as {@code 1.3}
 * @param concept what the step is about
 * @param points earned
 * @param max what they are worth
 * @param passed how many tests passed
 * @param tests how many there are
 */
record StepScore(String step, String concept, int points, int max, int passed, int tests) {
    /** The steps of a grade, in the order of their numbers. */
    static List<StepScore> of(Grade grade) {
        Map<String, StepScore> steps = new LinkedHashMap<>();
        for (TestGrade test : grade.tests()) {
            steps.merge(test.step(), of(test), StepScore::with);
        }
        List<StepScore> sorted = new ArrayList<>(steps.values());
        sorted.sort((left, right) -> compare(left.step(), right.step()));
        return sorted;
    }

    boolean full() {
        return points == max;
    }

    private static StepScore of(TestGrade test) {
        int passed = test.status() == TestStatus.PASSED ? 1 : 0;
        return new StepScore(test.step(), test.concept(), test.points(), test.max(), passed, 1);
    }

    private static StepScore with(StepScore one, StepScore other) {
        return new StepScore(
                one.step,
                one.concept,
                one.points + other.points,
                one.max + other.max,
                one.passed + other.passed,
                one.tests + other.tests);
    }

    /** Orders {@code 1.10} behind {@code 1.9}. */
    static int compare(String left, String right) {
        String[] a = left.split("\\.", -1);
        String[] b = right.split("\\.", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int byNumber = Integer.compare(number(a[i]), number(b[i]));
            if (byNumber != 0) {
                return byNumber;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int number(String digits) {
        return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
    }
}
