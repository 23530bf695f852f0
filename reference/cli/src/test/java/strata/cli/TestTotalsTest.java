package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TestTotalsTest {
    private static final String MIXED =
            """
            <testsuite name="strata.log.BatchTest" time="1,001.5" tests="4" errors="1" skipped="1" failures="1">
              <properties><property name="a" value="b"/></properties>
              <testcase name="holds" classname="strata.log.BatchTest" time="0.1"/>
              <testcase name="fails" classname="strata.log.BatchTest"><failure>no</failure></testcase>
              <testcase name="breaks" classname="strata.log.BatchTest"><error>no</error></testcase>
              <testcase name="rests" classname="strata.log.BatchTest"><skipped message="later"/></testcase>
            </testsuite>
            """;
    private static final String GREEN =
            """
            <testsuite name="strata.wire.FetchTest" time="2.25" tests="1">
              <testcase name="holds" classname="strata.wire.FetchTest"/>
            </testsuite>
            """;

    @TempDir private Path root;

    private void write(String module, String name, String xml) throws IOException {
        Path folder = root.resolve(module).resolve("target/surefire-reports");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), xml);
    }

    private String reported(TestTotals totals, boolean built, int exitCode) {
        CheckCommand check = new CheckCommand();
        StringWriter out = new StringWriter();
        new CommandLine(check).setOut(new PrintWriter(out));
        assertThat(check.report(totals, built)).isEqualTo(exitCode);
        return out.toString();
    }

    @Test
    void totalsAreSummedOverAllModules() throws IOException {
        write("reference/01-log", "TEST-strata.log.BatchTest.xml", MIXED);
        write("reference/wire", "TEST-strata.wire.FetchTest.xml", GREEN);
        write("reference/wire", "strata.wire.FetchTest.txt", "not a report");

        TestTotals totals = TestTotals.of(TestTotals.reportsUnder(root));

        assertThat(totals)
                .isEqualTo(
                        new TestTotals(
                                5,
                                1,
                                1,
                                1,
                                List.of(
                                        "strata.log.BatchTest.fails",
                                        "strata.log.BatchTest.breaks"),
                                List.of("strata.log.BatchTest.rests")));
        assertThat(totals.passed()).isEqualTo(2);
    }

    @Test
    void aRedTestMakesTheCheckRedAndIsNamed() throws IOException {
        write("reference/01-log", "TEST-strata.log.BatchTest.xml", MIXED);
        TestTotals totals = TestTotals.of(TestTotals.reportsUnder(root));

        String report = reported(totals, true, ExitCode.FAILED);

        assertThat(report.lines())
                .contains("FAILED   strata.log.BatchTest.fails")
                .contains("SKIPPED  strata.log.BatchTest.rests")
                .contains("Tests run: 4, Failures: 1, Errors: 1, Skipped: 1")
                .last()
                .isEqualTo("1 passed, 2 failed, 1 skipped");
    }

    @Test
    void aBuildThatFailsIsRedThoughEveryTestWasGreen() throws IOException {
        write("reference/wire", "TEST-strata.wire.FetchTest.xml", GREEN);
        TestTotals totals = TestTotals.of(TestTotals.reportsUnder(root));

        assertThat(reported(totals, true, ExitCode.DONE)).contains("1 passed, 0 failed, 0 skipped");
        assertThat(reported(totals, false, ExitCode.FAILED)).contains("The build failed");
    }

    @Test
    void theSlowestClassesAreNamedFirst() throws IOException {
        write("reference/wire", "TEST-strata.wire.FetchTest.xml", GREEN);
        write("reference/01-log", "TEST-strata.log.BatchTest.xml", MIXED);
        StringWriter out = new StringWriter();

        TestTimes.of(TestTotals.reportsUnder(root)).print(new PrintWriter(out), 1);

        assertThat(out.toString().strip().lines())
                .containsExactly(
                        "Tests took 1004 s in all. The slowest:",
                        "  1001.5 s  strata.log.BatchTest");
    }

    @Test
    void noTestAtAllIsRed() throws IOException {
        TestTotals totals = TestTotals.of(TestTotals.reportsUnder(root));

        assertThat(reported(totals, true, ExitCode.FAILED)).contains("No test ran.");
    }
}
