package strata.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.kernel.Nullable;

/**
 * What sandbox and supervisor hold alone: the allow-list is switched off. An attack of which its
 * folder says that they do not hold proves that the allow-list is needed, and what for.
 */
@Timeout(600)
final class WallsTest {
    @TempDir private static Path temp;
    private static @Nullable Graded graded;

    // Longer than a lifecycle method has: limits stretch on a busy machine, four times at most.
    @BeforeAll
    @Timeout(1200)
    static void gradeThemAll() throws Exception {
        graded = Graded.run(attacks(), false, Duration.ofSeconds(4), temp);
    }

    static List<Attack> attacks() throws IOException {
        return Attack.chosen().stream().filter(each -> each.walls() != null).toList();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void whatTheWallsHoldScoresNothing(Attack attack) {
        Grade grade = graded().of(attack);
        int points = attack.attacked(grade).stream().mapToInt(TestGrade::points).sum();

        assertThat(grade.outcome()).isEqualTo(Outcome.GRADED);
        if (walls(attack).hold()) {
            assertThat(points).isZero();
        } else {
            assertThat(walls(attack).why()).isNotEmpty();
            assertThat(points).as("it holds by now: say so in its folder").isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void whatTheSupervisorSeesIsFlagged(Attack attack) throws IOException {
        Grade grade = graded().of(attack);

        assertThat(Graded.flags(grade)).containsExactlyElementsOf(walls(attack).flags());
        assertThat(GradeJson.read(graded().file(attack))).isEqualTo(grade);
    }

    @Test
    void theHonestSubmissionKeepsItsScore() {
        assertThat(graded().honest()).isNotEmpty();
        for (Grade honest : graded().honest()) {
            assertThat(honest.tests())
                    .extracting(TestGrade::status)
                    .containsOnly(TestStatus.PASSED);
            assertThat(honest.score()).isEqualTo(honest.maxScore()).isPositive();
            assertThat(honest.protections().missing()).contains("bytecode-allow-list");
        }
    }

    @Test
    void nothingIsLeftRunning() throws IOException {
        assertThat(graded().leftRunning()).isEmpty();
    }

    @Test
    void nothingIsWrittenWhereItMustNot() throws IOException {
        assertThat(graded().escaped()).isEmpty();
    }

    private static Attack.Walls walls(Attack attack) {
        return Objects.requireNonNull(attack.walls(), attack.name());
    }

    private static Graded graded() {
        return Objects.requireNonNull(graded, "graded");
    }
}
