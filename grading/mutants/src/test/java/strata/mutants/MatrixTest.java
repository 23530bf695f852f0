package strata.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.lessons.Kind;
import strata.lessons.run.TestInfo;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;

/** A mutant that lives, or dies only by a test that does not name it, is complained of. */
final class MatrixTest {
    private static final String NAMED = "LogTest.named";
    private final Matrix matrix = new Matrix();

    @Test
    void aMutantThatDiesByTheTestThatNamesItIsNoComplaint() {
        assertThat(matrix.diesBy(mutant(false), List.of(outcome(NAMED, Verdict.FAILED)))).isTrue();

        assertThat(matrix.complaints()).isEmpty();
        assertThat(matrix.text()).contains("1.1 off-by-one", "* " + NAMED);
    }

    @Test
    void aMutantThatDiesOnlyByAnotherTestIsTold() {
        boolean dead = matrix.diesBy(mutant(false), List.of(outcome(NAMED, Verdict.PASSED)));
        matrix.note(mutant(false), List.of(outcome("LogTest.other", Verdict.FAILED)));

        assertThat(dead).isFalse();
        assertThat(matrix.complaints())
                .contains("off-by-one dies only by another test: [LogTest.other]");
    }

    @Test
    void aMutantThatLivesIsTold() {
        matrix.diesBy(mutant(false), List.of(outcome(NAMED, Verdict.PASSED)));

        assertThat(matrix.complaints()).contains("off-by-one survives");
    }

    @Test
    void aTestThatIsNotThereIsTold() {
        matrix.diesBy(mutant(false), List.of());

        assertThat(matrix.complaints()).contains("off-by-one: there is no test " + NAMED);
    }

    @Test
    void onlyAMutantThatLoopsDiesByTheClock() {
        List<TestOutcome> late = List.of(outcome(NAMED, Verdict.TIMEOUT));

        assertThat(new Matrix().diesBy(mutant(false), late)).isFalse();
        assertThat(new Matrix().diesBy(mutant(true), late)).isTrue();
    }

    @Test
    void aTestThatMetAHoleHasKilledNothing() {
        assertThat(matrix.diesBy(mutant(false), List.of(outcome(NAMED, Verdict.TODO)))).isFalse();
    }

    private static Mutant mutant(boolean loops) {
        return new Mutant(
                "off-by-one", "It counts from 1.", "1.1", "A.java", NAMED, loops, "0", "1");
    }

    private static TestOutcome outcome(String id, Verdict verdict) {
        TestInfo test = new TestInfo(id, "1.1", "a claim", 1, "a concept", Kind.UNIT, "LOG-101");
        return new TestOutcome(test, verdict, "", 1, null);
    }
}
