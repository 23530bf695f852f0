package strata.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata grade}: stands in until {@code grading/} brings the real one. */
@Command(name = "grade", description = "Grade a folder of submissions.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class GradeCommand implements Callable<Integer>, NotBuilt {
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Submissions, or folders of them.")
    private List<Path> paths = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where to write results and reports.")
    private Path out = Path.of("grades");

    @Option(names = "--jobs", paramLabel = "N", description = "How many to grade at once.")
    private int jobs = 1;

    @Option(
            names = "--salt",
            paramLabel = "S",
            description = "The course's secret; seeds and sizes of hidden tests depend on it.")
    private @Nullable String salt;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "grading/, in the full repository");
    }
}
