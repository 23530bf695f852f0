package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine strata = Main.commandLine(args);
        strata.setOut(new PrintWriter(out));
        strata.setErr(new PrintWriter(err));
        return strata.execute(args);
    }

    @TestFactory
    Stream<DynamicTest> everyCommandExplainsItself() {
        return Main.commandLine().getSubcommands().keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> explainsItself(name)));
    }

    private void explainsItself(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Usage: strata " + command);
    }

    @Test
    void theCommandsAreThoseOfTheInterface() {
        assertThat(Main.commandLine().getSubcommands().keySet())
                .containsExactlyInAnyOrder(
                        "up",
                        "down",
                        "status",
                        "node",
                        "test",
                        "hint",
                        "predict",
                        "progress",
                        "doctor",
                        "play",
                        "capstone",
                        "submit",
                        "sim",
                        "inspect",
                        "bench",
                        "handout",
                        "grade",
                        "check",
                        "docs",
                        "dist",
                        "warm-up");
    }

    @Test
    void inTheFullRepositoryWhatIsToComeIsMarked() {
        run("--help");

        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("Show what is inside a log file or a data directory. bench")
                .contains("Grade a folder of submissions. (not built yet)");
    }

    @Test
    void aStudentSeesOnlyWhatWorks(@TempDir Path root) {
        try (TestHouse handout = new TestHouse(root)) {
            handout.write("reference/kernel/pom.xml", "<project/>");
            handout.run("--help");
            assertThat(handout.out())
                    .contains("  up  ", "  submit  ", "  inspect  ")
                    .doesNotContain("not built yet", "handout", "  grade  ");

            handout.write("reference/01-log/pom.xml", "<project/>");
            handout.run("--help");
            assertThat(handout.out()).contains("handout", "  grade  ");
        }
    }

    @Test
    void anOptionForWhatDoesNotExistIsTakenAndNotShown() {
        assertThat(run("up", "--no-dashboard", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).doesNotContain("--no-dashboard");
    }

    /** Else one of them would start with the jars of grading/, and later. */
    @Test
    void theLaunchersKnowEveryCommandOfOurOwn() throws IOException {
        Path root = Path.of("../..").toRealPath();
        String shell = Files.readString(root.resolve("strata"));
        String windows = Files.readString(root.resolve("strata.cmd"));
        List<String> other = List.of("handout", "grade", "warm-up");
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            if (!other.contains(command)) {
                assertThat(shell)
                        .containsPattern("\n {4}([a-z]+ \\| )*" + command + "( \\| [a-z]+)*\\)");
                assertThat(windows).containsPattern("for %%C in \\(.*\\b" + command + "\\b.*\\)");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    handout --to x --release 1,2
                    grade a b --out x --jobs 2 --salt s
                    """,
            delimiter = '|')
    void aPartThatDoesNotExistYetSaysSoInOneLine(String line) {
        int exitCode = run(line.split(" "));

        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).singleElement().asString().contains("not built yet");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "upp",
                "up --port",
                "up --port x",
                "up --layers log",
                "up --layers log=mine",
                "up --layers log=labs,log=reference",
                "up --layers all=mine",
                "up --layers all=labs,log=reference",
                "node",
                "test",
                "test 6",
                "test 3.0",
                "test varints",
                "test 1 --repeat 0",
                "hint",
                "hint 3",
                "hint 1.1 --level 4",
                "hint log-101",
                "play",
                "play x",
                "capstone --kills 0",
                "capstone --kills x",
                "capstone --layers log",
                "predict",
                "predict 1.x",
                "submit 1.2",
                "sim --seeds 5..2",
                "sim --seeds a..b",
                "grade x",
                "docs",
                "dist --base x",
                "docs serve --port 0",
                "inspect no-such-thing",
                "inspect . --offset 9..5",
                "inspect . --offset x",
                "inspect . --limit 0",
                "inspect . --max-bytes 99999999",
                "inspect . --quick --check",
                "inspect . --records --hex",
                "bench"
            })
    void wrongUsageIsToldWithTheUsageBesideIt(String line) {
        int exitCode = run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).containsAnyOf("Usage: strata", "Did you mean");
    }

    @Test
    void whatIsInTheWayIsOneLineAndExitCodeThree() {
        CommandLine strata = Main.commandLine("up");
        strata.addSubcommand("blocked", new Blocked());
        strata.setErr(new PrintWriter(err));

        int exitCode = strata.execute("blocked");

        assertThat(exitCode).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString().lines())
                .containsExactly("strata blocked: port 9092 is taken; try --port 9192");
    }

    @Test
    void theVersionNamesStrataAndTheJava() {
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("strata", "on Java " + Runtime.version());
    }

    @CommandLine.Command(name = "blocked")
    private static final class Blocked implements Runnable {
        @Override
        public void run() {
            throw new EnvironmentFault("port 9092 is taken; try --port 9192");
        }
    }
}
