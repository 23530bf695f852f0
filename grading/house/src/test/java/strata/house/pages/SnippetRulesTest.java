package strata.house.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnippetRulesTest {
    private static final Path ROOT = Path.of(System.getProperty("strata.root"));
    private static final String GOOD =
            """
            # A page

            ```java
            --8<-- "reference/kernel/Quoted.java:part"
            ```

            <!-- not run: it is an example -->
            ```console
            $ ./strata up
            ```
            """;

    @TempDir private Path house;

    @BeforeEach
    void buildASmallHouse() throws IOException {
        String source = "// --8<-- [start:part]\nint x;\n// --8<-- [end:part]\n";
        write("README.md", "# A house\n");
        write("CONTRIBUTING.md", "# Rules\n");
        write("labs/01-log/README.md", "# Lab 1\n");
        write("reference/kernel/Quoted.java", source);
        write("reference/01-log/Quoted.java", source);
        write("grading/hidden/Quoted.java", source);
        write("docs/page.md", GOOD);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(house.resolve(file).resolveSibling("."));
        Files.writeString(house.resolve(file), text);
    }

    @Test
    void thePagesKeepTheRules() throws IOException {
        assertThat(SnippetRules.problems(ROOT)).isEmpty();
        assertThat(SnippetRules.count(ROOT)).isPositive();
    }

    @Test
    void aGoodPageIsGreen() throws IOException {
        assertThat(SnippetRules.problems(house)).isEmpty();
        assertThat(SnippetRules.count(house)).isEqualTo(1);
    }

    @Test
    void aSectionThatDriftedIsRed() throws IOException {
        write("reference/kernel/Quoted.java", "// --8<-- [start:other]\n// --8<-- [end:other]\n");

        assertThat(SnippetRules.problems(house))
                .singleElement()
                .isEqualTo(
                        "docs/page.md:4 quotes the section part, which"
                                + " reference/kernel/Quoted.java lacks");
    }

    @Test
    void aSourceThatIsGoneIsRed() throws IOException {
        Files.delete(house.resolve("reference/kernel/Quoted.java"));

        assertThat(SnippetRules.problems(house))
                .singleElement()
                .asString()
                .contains("which is not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference/01-log", "grading/hidden"})
    void codeThatStudentsMayNotSeeIsRed(String room) throws IOException {
        write("docs/page.md", GOOD.replace("reference/kernel", room));

        assertThat(SnippetRules.problems(house))
                .singleElement()
                .asString()
                .contains("not in the handout");
    }

    @Test
    void aSourceQuotedWholeIsRed() throws IOException {
        write("docs/page.md", GOOD.replace(":part", ""));

        assertThat(SnippetRules.problems(house)).singleElement().asString().contains("a section");
    }

    @Test
    void typedJavaIsRed() throws IOException {
        write("docs/page.md", "```java\nint x = 1;\n```\n");

        assertThat(SnippetRules.problems(house))
                .singleElement()
                .asString()
                .startsWith("docs/page.md:1 has Java that is not cut out of a source");
    }

    @Test
    void javaInTheTextOfALabThatStandsInTheLabIsGreenUntilTheLabDrifts() throws IOException {
        write("labs/01-log/README.md", "```java\nthrow Todo.step(\"1.1\", \"say …\");\n```\n");
        String source = "labs/01-log/src/main/java/Lab.java";
        write(source, "    throw Todo.step(\n        \"1.1\", \"say hello\");\n");
        assertThat(SnippetRules.problems(house)).isEmpty();

        write(source, "    throw Todo.step(\"1.1\", \"wave\");\n");

        assertThat(SnippetRules.problems(house))
                .singleElement()
                .asString()
                .startsWith("labs/01-log/README.md:1 has Java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "labs/01-log/README.md"})
    void aCommandThatNoTestRunsIsRed(String page) throws IOException {
        write(page, "```sh\n./strata up\n```\n");

        assertThat(SnippetRules.problems(house))
                .singleElement()
                .asString()
                .startsWith(page + ":1 has a command that no test runs");
    }
}
