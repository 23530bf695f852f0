package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        return run(root, words);
    }

    private int run(Path root, String... words) throws IOException, UsageFault {
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

        assertThat(told().lines()).hasSize(8).allMatch(line -> line.startsWith("{\"event\":\""));
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

    @Test
    void aRehearsalCompilesAndChangesNothing() throws Exception {
        run("NumbersTest.passes");
        Path compiled = Lab.of(1).classes(root).resolve("strata/log/Numbers.class");
        Object before = Files.getLastModifiedTime(compiled);
        Files.delete(compiled.resolveSibling("Trouble.class"));

        List<Path> classPath = Places.classPath();
        boolean compiles;
        try (LabCompiler compiler = new LabCompiler(root, classPath, classPath)) {
            List<Path> layers = List.of(Lab.of(1).classes(root));
            compiles = compiler.rehearse(Lab.of(1), layers);
        }

        assertThat(compiles).isFalse(); // the tests need the class that is gone
        assertThat(Files.getLastModifiedTime(compiled)).isEqualTo(before);
        assertThat(compiled.resolveSibling("Trouble.class")).doesNotExist();
        Files.delete(Lab.of(1).classes(root).resolveSibling("main.stamp"));
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
    void besideAClassOnlyChoosesAmongItsTests() throws Exception {
        run("TroubleTest", "--only", "TroubleTest.prints,TroubleTest.swallowed", "--list");

        assertThat(told()).contains("TroubleTest.prints", "TroubleTest.swallowed");
        assertThat(told()).doesNotContain("TroubleTest.exception");
    }

    @Test
    void aHoleThatIsMetComesBeforeWhatAnEarlierRunSaid() throws Exception {
        ObjectNode tests = new ObjectMapper().createObjectNode();
        run("1.5", "--list");
        for (String id :
                List.of(
                        "1.1 NumbersTest.bytesOfANumber",
                        "1.1 NumbersTest.passes",
                        "1.2 BatchesTest.fieldOfABatch",
                        "1.2 BatchesTest.checksum",
                        "1.2 BatchesTest.recordCutOff",
                        "1.3 TroubleTest.exception",
                        "1.3 TroubleTest.swallowed",
                        "1.3 TroubleTest.wrongException",
                        "1.3 TroubleTest.timeout",
                        "1.3 TroubleTest.stackOverflow",
                        "1.3 TroubleTest.outOfMemory",
                        "1.3 TroubleTest.prints",
                        "1.4 HolesTest.todo")) {
            tests.putObject(id.substring(4))
                    .put("step", id.substring(0, 3))
                    .put("verdict", "PASSED")
                    .put("points", 1)
                    .put("atMs", 1);
        }
        String kept = new ObjectMapper().createObjectNode().set("tests", tests).toString();
        Files.writeString(root.resolve(".strata/progress.json"), kept);

        run("1.5");

        assertThat(told()).contains("blocked by step 1.4").contains("next: step 1.4;");
    }

    @Test
    void aStudentsOwnTestsAreRunAndCountForNothing(@TempDir Path own) throws Exception {
        copyWithOwnTests(own);

        assertThat(run(own, "OwnTest")).isEqualTo(1);
        assertThat(run(own, "OwnClaimsTest")).isZero();
        assertThat(run(own, "1", "--list")).isZero();

        assertThat(told())
                .contains("       your own tests             ✗✓          1 of 2\n")
                .contains("  rerun       ./strata test OwnTest.fails --seed 1\n  layers")
                .contains("next: see what your own test shows, OwnTest.fails\n")
                .contains("points so far: 0 of 22")
                .endsWith(
                        """
                              0  my own  (OwnClaimsTest.mine)
                              0  fails  (OwnTest.fails)
                              0  all  (OwnTest.all)
                        """);
        assertThat(Files.readString(own.resolve(".strata/progress.json"))).doesNotContain("Own");
    }

    private static void copyWithOwnTests(Path own) throws IOException {
        Places.copy(REPOSITORY, own);
        Path tests = own.resolve("labs/01-log/src/test/java/strata/log");
        StringBuilder course = new StringBuilder("# The course's.\n");
        try (var files = Files.list(tests)) {
            files.forEach(
                    file ->
                            course.append(file.getFileName().toString().replace(".java", ""))
                                    .append('\n'));
        }
        Files.writeString(own.resolve("labs/01-log/tests.txt"), course);
        Files.writeString(
                tests.resolve("OwnTest.java"),
                """
                package strata.log;
                class OwnTest {
                    @org.junit.jupiter.api.Test void fails() { throw new AssertionError("so"); }
                    @org.junit.jupiter.api.Test void all(strata.lessons.Lesson lesson) {
                        lesson.expect("one", 1, 1);
                    }
                }
                """);
        Files.writeString(
                tests.resolve("OwnClaimsTest.java"),
                """
                package strata.log;
                @strata.lessons.Step(value = "1.1", concept = "mine", code = "LOG-101")
                class OwnClaimsTest {
                    @strata.lessons.Claim(value = "my own", points = 5) void mine() {}
                }
                """);
    }

    @Test
    void whatGradingRefusesIsWarnedOf(@TempDir Path own) throws Exception {
        Places.copy(REPOSITORY, own);
        Path source = own.resolve("labs/01-log/src/main/java/strata/log/Numbers.java");
        Files.writeString(
                source,
                Files.readString(source)
                        .replace("long rest = value;", "long rest = value;\nThread.yield();")
                        .replace("rest >>>= 7;", "rest >>>= 7; System.nanoTime();"));

        run(own, "NumbersTest.passes");
        run(own, "NumbersTest.passes", "--json");

        assertThat(told())
                .contains(
                        "warning: labs/01-log/src/main/java/strata/log/Numbers.java:11 uses"
                                + " java.lang.Thread.yield: a layer may not (R0-b), and grading"
                                + " refuses it\n")
                .contains("Numbers.java:14 uses java.lang.System.nanoTime:")
                .contains("\"line\":11,\"uses\":\"java.lang.Thread.yield\"}");
    }

    @Test
    void aBrokenProgressFileIsAnEmptyOne() throws Exception {
        Files.createDirectories(root.resolve(".strata"));
        Files.writeString(root.resolve(".strata/progress.json"), "{\"tests\":{\"a\":");

        assertThat(run("NumbersTest.passes")).isZero();

        assertThat(told()).contains("points so far: 1 of 22");
    }
}
