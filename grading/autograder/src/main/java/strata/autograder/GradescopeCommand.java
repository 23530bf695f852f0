package strata.autograder;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.autograder.report.GraderPackage;
import strata.autograder.report.ReportOptions;
import strata.cli.EnvironmentFault;

/** {@code strata gradescope}: the zip that Gradescope makes an autograder of. */
@Command(
        name = "gradescope",
        description = {
            "Pack the grader of a lab, or of several, for Gradescope: upload FILE as the"
                    + " assignment's autograder.",
            "FILE holds hidden tests, the reference and the salt: keep it to yourself."
        })
final class GradescopeCommand implements Callable<Integer> {
    private static final int DONE = 0;

    @Spec private CommandSpec spec;

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "The zip to write.")
    private Path to = Path.of("gradescope.zip");

    @Option(
            names = "--lab",
            paramLabel = "N[,N]",
            split = ",",
            description = "Which labs (default: 1).")
    private List<Integer> numbers = List.of(1);

    @Option(
            names = "--salt",
            paramLabel = "S",
            defaultValue = "",
            description = "The course's secret; seeds and sizes of hidden tests depend on it.")
    private String salt = "";

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "9",
            description =
                    "End the grader after so long, with what it has then: less than the"
                            + " assignment's timeout (default: ${DEFAULT-VALUE}; Gradescope's own"
                            + " is 10).")
    private int minutes = 9;

    @Mixin private ReportSettings settings = new ReportSettings();

    @Override
    public Integer call() throws IOException {
        if (minutes < 1 || salt.lines().count() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes is at least 1, and --salt is one line");
        }
        GraderPackage.write(
                new GraderPackage.Content(
                        labs(),
                        GraderPackage.ownClassPath(),
                        minutes,
                        gradeOptions(),
                        reportOptions()),
                to);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %.1f MB. It holds hidden tests and the reference: no student may have it.%n",
                to,
                Files.size(to) / 1e6);
        out.flush();
        return DONE;
    }

    private List<String> gradeOptions() throws IOException {
        List<String> words = new ArrayList<>(List.of("--lab", LabChoice.words(labs())));
        if (!salt.isEmpty()) {
            words.add("--salt=" + salt);
        }
        return words;
    }

    private List<String> reportOptions() {
        ReportOptions options = settings.options();
        List<String> words = new ArrayList<>();
        words.add("--hidden-on-gradescope=" + options.hiddenOnGradescope().name());
        if (options.revealHidden()) {
            words.add("--reveal-hidden");
        }
        if (!options.docsBase().isEmpty()) {
            words.add("--docs=" + options.docsBase());
        }
        return words;
    }

    private List<Lab> labs() throws IOException {
        String root = System.getProperty("strata.root");
        List<Lab> labs = new ArrayList<>();
        for (int number : numbers.stream().distinct().sorted().toList()) {
            Lab found = root == null ? null : Lab.of(Path.of(root), number);
            if (found == null) {
                throw new EnvironmentFault("there is no lab " + number + "; run it by ./strata");
            }
            labs.add(found);
        }
        return labs;
    }
}
