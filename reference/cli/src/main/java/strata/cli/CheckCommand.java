package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code strata check}: the whole build with every test and every rule, the companion site, then
 * the totals. Green only if Maven was content, no test was red, and there were tests at all.
 */
@Command(
        name = "check",
        description = {
            "Build everything, run all tests, check all rules.",
            "It takes about half an hour on two cores."
        })
final class CheckCommand implements Callable<Integer> {
    /** How many of the slowest test classes are named. */
    private static final int SLOWEST = 20;

    @Spec private CommandSpec spec;

    @Option(names = "--long", description = "Run the tests tagged long as well.")
    private boolean longTests;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = House.root();
        for (Path old : TestTotals.reportsUnder(root)) {
            Files.delete(old);
        }
        int maven = runMaven(root);
        PrintWriter out = spec.commandLine().getOut();
        if (!Files.exists(root.resolve("reference/01-log"))) {
            out.printf(
                    "%nLeft out: tests that need a reference layer, which this copy does not have,"
                            + " and those of the labs (./strata test runs them).%n");
        }
        List<Path> reports = TestTotals.reportsUnder(root);
        TestTotals tests = TestTotals.of(reports);
        TestTimes.of(reports).print(out, SLOWEST);
        if (Files.exists(root.resolve("grading"))) {
            tests = withSite(tests, DocsSite.of(root, out));
        } else {
            // A student needs a JDK and nothing else.
            out.printf("%nLeft out: the companion site (./strata docs build makes it).%n");
        }
        return report(tests, maven == 0);
    }

    /** Builds the site, which counts as one more test; without a Python for it that test fails. */
    TestTotals withSite(TestTotals tests, DocsSite site) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean built = false;
        try {
            built = site.build() == 0;
            out.println(built ? "docs: built " + site.folder() : "docs: the site does not build");
        } catch (EnvironmentFault fault) {
            out.println("docs: " + fault.getMessage());
        }
        out.flush();
        return tests.run() == 0 ? tests : tests.and("the companion site builds (docs)", built);
    }

    private int runMaven(Path root) throws IOException, InterruptedException {
        boolean windows =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        List<String> command = new ArrayList<>();
        command.add(root.resolve(windows ? "mvnw.cmd" : "mvnw").toString());
        // Two modules at a time: much of a test with real clients is waiting.
        command.addAll(List.of("-B", "-ntp", "-T2", "--fail-at-end", "verify"));
        if (longTests) {
            command.add("-Dlong");
        }
        ProcessBuilder maven = new ProcessBuilder(command).directory(root.toFile()).inheritIO();
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (Runtime.version().feature() >= 24) {
            // Maven's own libraries make newer JDKs warn at every start; nothing that we could
            // mend.
            maven.environment()
                    .merge(
                            "MAVEN_OPTS",
                            "--sun-misc-unsafe-memory-access=allow"
                                    + " --enable-native-access=ALL-UNNAMED",
                            (theirs, ours) -> ours + " " + theirs);
        }
        return maven.start().waitFor();
    }

    /** Prints the totals, the last line in the form that any reader of test results knows. */
    int report(TestTotals totals, boolean built) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        totals.red().forEach(test -> out.println("FAILED   " + test));
        totals.left().forEach(test -> out.println("SKIPPED  " + test));
        boolean green = built && totals.failed() == 0 && totals.run() > 0;
        if (!built && totals.failed() == 0) {
            out.println("The build failed; the first [ERROR] above says where.");
        }
        if (totals.run() == 0) {
            out.println("No test ran.");
        }
        out.printf(
                "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d%n",
                totals.run(), totals.failures(), totals.errors(), totals.skipped());
        out.printf(
                "%d passed, %d failed, %d skipped%n",
                totals.passed(), totals.failed(), totals.skipped());
        out.flush();
        return green ? ExitCode.DONE : ExitCode.FAILED;
    }
}
