package strata.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mutant that is malformed, or that the reference has left behind, is told of. */
final class MutantFilesTest {
    private static final String GOOD =
            """
            # Off by one.
            says: It counts from 1.
            step: 1.2
            file: strata/log/BatchWriter.java
            dies-by: SomeTest.some

            === find
            int i = 0;
            int j;
            === replace
            int i = 1;
            === end
            """;

    @TempDir private Path folder;

    @Test
    void aMutantIsReadFromItsFile() throws Exception {
        Files.writeString(folder.resolve("off-by-one.mutant"), GOOD);

        assertThat(Mutants.in(folder))
                .containsExactly(
                        new Mutant(
                                "off-by-one",
                                "It counts from 1.",
                                "1.2",
                                "strata/log/BatchWriter.java",
                                "SomeTest.some",
                                false,
                                "int i = 0;\nint j;",
                                "int i = 1;"));
    }

    @ParameterizedTest
    @CsvSource({
        "says: It, say: It, unknown key say",
        "step: 1.2, says: again, a second says",
        "step: 1.2, '', it has no line \"step: …\"",
        "step: 1.2, step, this is no \"key: value\"",
        "=== find, === fint, this is no \"key: value\"",
        "=== replace, === replaces, \"=== replace\" is missing",
        "=== end, end, \"=== end\" is missing",
        "=== end, '=== end\nmore', there is more behind",
    })
    void whatIsWrongWithAFileIsSaid(String find, String replace, String expected) {
        String text = GOOD.replace(find, replace);

        assertThatThrownBy(() -> Mutants.parse("off-by-one", text))
                .isInstanceOf(MutantFault.class)
                .hasMessageStartingWith("mutant off-by-one, line ")
                .hasMessageContaining(expected);
    }

    @Test
    void aNameIsInKebabCase() {
        assertThatThrownBy(() -> Mutants.parse("Off_by_one", GOOD))
                .hasMessageContaining("kebab-case");
    }

    @Test
    void aTextIsFoundOnceOrTheMutantIsRefused() {
        Mutant mutant = Mutants.parse("off-by-one", GOOD);

        assertThat(mutant.applyTo("a\nint i = 0;\nint j;\nb")).isEqualTo("a\nint i = 1;\nb");
        assertThatThrownBy(() -> mutant.applyTo("int i = 0; int j;"))
                .isInstanceOf(MutantFault.class)
                .hasMessageContaining("is not in strata/log/BatchWriter.java any more");
        assertThatThrownBy(() -> mutant.applyTo("int i = 0;\nint j;".repeat(2)))
                .isInstanceOf(MutantFault.class)
                .hasMessageContaining("more than once");
    }
}
