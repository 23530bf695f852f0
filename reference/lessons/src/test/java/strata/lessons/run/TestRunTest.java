package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.lessons.labs.Lab;
import strata.lessons.labs.LabCompiler;

class TestRunTest {
    private static final Path REPOSITORY = Path.of("src/test/golden/repository");

    @TempDir private static Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeAll
    static void copyRepository() throws IOException {
        Places.copy(REPOSITORY, root);
    }

    @BeforeEach
    void forgetProgress() throws IOException {
        Files.deleteIfExists(root.resolve(".strata/progress.json"));
    }

    private int run(String... words) throws IOException, UsageFault {
        PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        House house = new House(root, root, stream, Style.PLAIN, Duration.ofSeconds(5));
        List<Path> classPath = Places.classPath();
        PrintStream before = System.out;
        PrintStream beforeErr = System.err;
        Printed.capture();
        try (LabCompiler compiler = new LabCompiler(root, classPath, classPath)) {
            return new TestRun(house, TestOptions.parse(List.of(words)), compiler).once();
        } finally {
            System.setOut(before);
            System.setErr(beforeErr);
            stream.flush();
        }
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTestThatPassesIsExitCodeZeroAndKeptAsProgress() throws Exception {
        assertThat(run("NumbersTest.passes")).isZero();

        assertThat(told()).contains("1 passed in", "points so far: 1 of 22");
        assertThat(Files.readString(root.resolve(".strata/progress.json")))
                .containsPattern(
                        "\"NumbersTest.passes\" : \\{\\s+\"step\" : \"1.1\",\\s+\"verdict\" :"
                                + " \"PASSED\",\\s+\"points\" : 1,\\s+\"atMs\" : [0-9]+")
                .doesNotContain("NOT_RUN");
    }

    @Test
    void progressOfEarlierRunsStays() throws Exception {
        run("NumbersTest.passes");
        run("EndlessStartTest.somethingElse");

        assertThat(told()).contains("points so far: 2 of 22");
    }

    @Test
    void jsonIsJournalLinesAloneWhateverTheCodePrints() throws Exception {
        assertThat(run("1.3", "--only", "TroubleTest.prints", "--json")).isEqualTo(1);

        assertThat(told().lines()).hasSize(5).allMatch(line -> line.startsWith("{\"event\":\""));
        List<SuiteEvent> events = Journal.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(events).hasSize(4);
        assertThat(told()).contains("\"printed\":[\"length is 5\"");
    }

    @Test
    void aRunThatIsRepeatedStopsAtTheFirstFailureAndSaysItsSeed() throws Exception {
        assertThat(run("NumbersTest.passes", "--repeat", "3", "--seed", "70")).isZero();
        assertThat(told().lines().filter(line -> line.startsWith("run ")))
                .hasSize(3)
                .last()
                .asString()
                .startsWith("run 3 of 3, seed 72: 1 passed");
        out.reset();

        assertThat(run("NumbersTest.bytesOfANumber", "--repeat", "3", "--seed", "70")).isEqualTo(1);
        assertThat(told())
                .contains("run 1 of 3, seed 70: 0 passed, 1 failed")
                .contains("--seed 70")
                .doesNotContain("run 2 of 3");
    }

    @Test
    void aListNamesTestsAndRunsNone() throws Exception {
        assertThat(run("1.1", "--list")).isZero();

        assertThat(told().lines())
                .containsExactly(
                        "layers: log=labs",
                        "1.1   2  300 is written as D8 04  (NumbersTest.bytesOfANumber)",
                        "1.1   1  0 is written as 00  (NumbersTest.passes)");
    }

    @Test
    void whatIsUpToDateIsNotCompiledAgain() throws Exception {
        run("NumbersTest.passes");
        Path compiled = Lab.of(1).classes(root).resolve("strata/log/Numbers.class");
        Object before = Files.getLastModifiedTime(compiled);
        Files.delete(compiled.resolveSibling("Trouble.class"));

        assertThat(run("NumbersTest.passes")).isZero();

        assertThat(Files.getLastModifiedTime(compiled)).isEqualTo(before);
        assertThat(compiled.resolveSibling("Trouble.class")).doesNotExist();
        Files.delete(Lab.of(1).classes(root).resolveSibling("main.stamp"));
        run("NumbersTest.passes");
        assertThat(compiled.resolveSibling("Trouble.class")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "6",
                "1.0",
                "1 2",
                "2",
                "1.9",
                "1 --only NoTest",
                "NoTest.atAll",
                "1 --seed",
                "1 --seed x",
                "1 --repeat 0",
                "1 --what",
                "1 --layers log",
                "1 --layers log=mine",
                "1 --layers groups=labs",
                "1 --layers log=reference",
            })
    void wrongUsageIsRefused(String line) {
        String[] words = line.isEmpty() ? new String[0] : line.split(" ");

        assertThatThrownBy(() -> run(words)).isInstanceOf(UsageFault.class);
    }

    @Test
    void aBrokenProgressFileIsAnEmptyOne() throws Exception {
        Files.createDirectories(root.resolve(".strata"));
        Files.writeString(root.resolve(".strata/progress.json"), "{\"tests\":{\"a\":");

        assertThat(run("NumbersTest.passes")).isZero();

        assertThat(told()).contains("points so far: 1 of 22");
    }
}
