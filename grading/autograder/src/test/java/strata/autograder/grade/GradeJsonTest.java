package strata.autograder.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GradeJsonTest {
    private static final Schema GRADE =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(GradeJson.schema());

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void everyGradeThatWeWriteFitsTheSchema(SampleGrades sample) {
        String text = GradeJson.write(sample.grade());

        assertThat(faults(text)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SampleGrades.class)
    void whatWasWrittenReadsBackAsTheSameGrade(SampleGrades sample, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("grade.json");
        GradeJson.write(sample.grade(), file);

        assertThat(GradeJson.read(file)).isEqualTo(sample.grade());
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    /** Each breaks one rule of the form; the schema and the reader both say so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"strata/grade/v2\" -> \"strata/grade/v3\"",
                "\"outcome\" : \"graded\" -> \"outcome\" : \"fine\"",
                "\"outcome\" : \"graded\", -> ",
                "\"outcome\" : \"graded\", -> \"outcome\" : \"graded\", \"bonus\" : 1,",
                "\"cpus\" : 2 -> \"cpus\" : null",
                "\"cpus\" : 2 -> \"cpus\" : \"2\"",
                "\"cpus\" : 2 -> \"cpus\" : 2.5",
            })
    void aDocumentOfAnotherFormIsRefused(String change) {
        int arrow = change.indexOf(" -> ");
        String good = GradeJson.write(SampleGrades.PARTIAL.grade());
        String bad = good.replace(change.substring(0, arrow), change.substring(arrow + 4));

        assertThat(bad).isNotEqualTo(good);
        assertThat(faults(bad)).isNotEmpty();
        assertThatThrownBy(() -> GradeJson.read(bad)).isInstanceOf(IOException.class);
    }

    @Test
    void aScoreThatIsNotTheSumOfItsTestsIsRefused() {
        Grade grade = SampleGrades.PARTIAL.grade();
        String raised =
                GradeJson.write(grade)
                        .replace("\"score\" : " + grade.score(), "\"score\" : " + grade.maxScore());

        assertThatThrownBy(() -> GradeJson.read(raised))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its score is");
    }

    @Test
    void aGradeOfTheFormThatKnewOneLabIsReadAsWhatItWouldBeToday() throws IOException {
        Grade grade = SampleGrades.PARTIAL.grade();
        String v1 =
                GradeJson.write(grade)
                        .replace("strata/grade/v2", "strata/grade/v1")
                        .replaceFirst("(?s)  \"labs\" : \\[.*?\\],\n", "");

        assertThat(v1).doesNotContain("\"labs\"");
        assertThat(GradeJson.read(v1)).isEqualTo(grade);
    }

    @Test
    void textBehindTheDocumentIsRefused() {
        String twice = GradeJson.write(SampleGrades.FULL.grade()) + "{}";

        assertThatThrownBy(() -> GradeJson.read(twice)).isInstanceOf(IOException.class);
    }

    private static List<Error> faults(String text) {
        return GRADE.validate(text, InputFormat.JSON);
    }
}
