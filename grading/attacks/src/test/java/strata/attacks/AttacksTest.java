package strata.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

/** Every attack, graded as {@code strata grade} does, in one run with an honest submission. */
@Timeout(600)
final class AttacksTest {
    private static final Schema GRADE =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(GradeJson.schema());

    @TempDir private static Path temp;
    private static @Nullable Graded graded;

    // Longer than a lifecycle method has: limits stretch on a busy machine, four times at most.
    @BeforeAll
    @Timeout(1200)
    static void gradeThemAll() throws Exception {
        graded = Graded.run(attacks(), true, Duration.ofSeconds(5), temp);
    }

    static List<Attack> attacks() throws IOException {
        return Attack.chosen();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackScoresNothingOnWhatItAttacks(Attack attack) {
        Grade grade = graded().of(attack);

        assertThat(attack.attacked(grade)).isNotEmpty();
        assertThat(attack.attacked(grade)).allSatisfy(test -> assertThat(test.points()).isZero());
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackIsFlaggedByName(Attack attack) {
        Grade grade = graded().of(attack);

        assertThat(Graded.flags(grade)).containsAll(attack.expected().flags());
        assertThat(label(grade.outcome())).isEqualTo(attack.expected().outcome());
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackLeavesAWholeAndValidGrade(Attack attack) throws IOException {
        Path file = graded().file(attack);

        assertThat(faults(Files.readString(file, StandardCharsets.UTF_8))).isEmpty();
        assertThat(GradeJson.read(file)).isEqualTo(graded().of(attack));
        assertThat(graded().of(attack).maxScore())
                .isEqualTo(graded().honestBeside(attack).maxScore());
    }

    @Test
    void theHonestSubmissionKeepsItsScore() {
        assertThat(graded().honest()).isNotEmpty();
        for (Grade honest : graded().honest()) {
            assertThat(honest.tests())
                    .extracting(TestGrade::status)
                    .containsOnly(TestStatus.PASSED);
            assertThat(honest.score()).isEqualTo(honest.maxScore()).isPositive();
            assertThat(honest.integrity().flags()).isEmpty();
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

    private static String label(Outcome outcome) {
        return outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static List<String> faults(String json) {
        return GRADE.validate(json, InputFormat.JSON).stream().map(Error::toString).toList();
    }

    private static Graded graded() {
        return Objects.requireNonNull(graded, "graded");
    }
}
