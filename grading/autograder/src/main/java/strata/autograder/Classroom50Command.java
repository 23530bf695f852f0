package strata.autograder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import strata.autograder.grade.GradeJson;
import strata.autograder.report.Classroom50;

/** {@code strata classroom50}: the script that Classroom 50 runs for each submission. */
@Command(
        name = "classroom50",
        description = {
            "Write the autograder.py of Classroom 50: put it into"
                    + " CLASSROOM/autograders/ASSIGNMENT/.",
            "It needs a runner of your own with this repository on it (STRATA says where): what"
                    + " lies beside the script can be fetched by students."
        })
final class Classroom50Command implements Callable<Integer> {
    private static final int DONE = 0;

    @Option(names = "--to", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path to = Path.of("autograder.py");

    @Option(
            names = "--lab",
            paramLabel = "N[,N]",
            split = ",",
            description = "Which labs (default: 1).")
    private List<Integer> labs = List.of(1);

    @Override
    public Integer call() throws IOException {
        GradeJson.replace(to.toAbsolutePath(), Classroom50.script(labs));
        return DONE;
    }
}
