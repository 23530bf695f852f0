package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
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
                        "progress",
                        "doctor",
                        "play",
                        "submit",
                        "sim",
                        "inspect",
                        "bench",
                        "handout",
                        "grade",
                        "check",
                        "docs",
                        "warm-up");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    test 3.4 --watch --layers log=labs --seed 7 --repeat 2
                    hint 3.4
                    progress
                    doctor
                    play 2
                    submit
                    inspect .
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
                "node",
                "test",
                "test 6",
                "test 3.0",
                "sim --seeds 5..2",
                "sim --seeds a..b",
                "grade x",
                "docs",
                "docs serve --port 0",
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
