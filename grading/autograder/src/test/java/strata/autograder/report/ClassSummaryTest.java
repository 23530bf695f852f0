package strata.autograder.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.autograder.grade.Grade;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.SampleGrades;
import strata.autograder.grade.TestStatus;

final class ClassSummaryTest {
    private final List<Grade> grades = SampleClass.grades(120);
    private final ClassSummary summary = ClassSummary.of(grades, SampleClass.similarity());

    @Test
    void everySubmissionStandsInEveryCountOnce() {
        int counted = summary.scores().submissions();

        assertThat(counted + summary.scores().graderErrors()).isEqualTo(120);
        assertThat(summary.scores().histogram().stream().mapToInt(bin -> bin).sum())
                .isEqualTo(counted);
        assertThat(summary.rows()).hasSize(120);
        assertThat(summary.steps())
                .hasSize(8)
                .allSatisfy(
                        step ->
                                assertThat(
                                                step.none()
                                                        + step.belowHalf()
                                                        + step.halfOrMore()
                                                        + step.all())
                                        .isEqualTo(counted));
    }

    @Test
    void whatTheGraderItselfFailedOnIsInNoFigure() {
        assertThat(summary.scores().graderErrors()).isEqualTo(1);
        assertThat(summary.rows())
                .filteredOn(row -> row.outcome() == Outcome.GRADER_ERROR)
                .hasSize(1);
    }

    @Test
    void theClaimsComeByHowOftenTheyBroke() {
        assertThat(summary.claims()).isNotEmpty();
        for (int i = 1; i < summary.claims().size(); i++) {
            assertThat(summary.claims().get(i).failed())
                    .isLessThanOrEqualTo(summary.claims().get(i - 1).failed());
        }
        ClassSummary.Claim most = summary.claims().get(0);
        long failed =
                grades.stream()
                        .flatMap(grade -> grade.tests().stream())
                        .filter(test -> test.id().equals(most.id()))
                        .filter(test -> test.status() == TestStatus.FAILED)
                        .count();
        assertThat(most.failed()).isEqualTo((int) failed);
    }

    @Test
    void meanAndQuartilesAreThoseOfTheScores() {
        ClassSummary four =
                ClassSummary.of(
                        List.of(scored(0), scored(2), scored(4), scored(20)),
                        Similarity.none("not compared"));

        assertThat(four.scores().mean()).isEqualTo(6.5);
        assertThat(four.scores().median()).isEqualTo(3.0);
        assertThat(four.scores().lowerQuartile()).isEqualTo(1.5);
        assertThat(four.scores().upperQuartile()).isEqualTo(8.0);
        assertThat(four.scores().histogram()).containsExactly(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    }

    /** A grade of 20 points at most, made of tests of 2 and 3 points. */
    private static Grade scored(int points) {
        Grade full = SampleGrades.FULL.grade();
        int[] left = {points};
        return Grade.of(
                full.run(),
                full.submission(),
                new Grade.Verdict(
                        full.outcome(),
                        full.messages(),
                        full.tests().stream()
                                .map(
                                        test -> {
                                            if (test.max() <= left[0]) {
                                                left[0] -= test.max();
                                                return test;
                                            }
                                            return test.ended(TestStatus.FAILED, "no", 1);
                                        })
                                .toList()),
                full.integrity(),
                full.protections());
    }

    @Test
    void aClassOfNobodyIsAPageToo() {
        ClassSummary nobody = ClassSummary.of(List.of(), Similarity.none("nothing to compare"));

        assertThat(ClassPage.html(nobody, ReportOptions.DEFAULT)).contains("nothing to compare");
    }
}
