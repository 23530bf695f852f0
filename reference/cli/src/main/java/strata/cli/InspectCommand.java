package strata.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strata inspect}: what is inside a log file or a data directory. */
@Command(name = "inspect", description = "Show what is inside a log file or a data directory.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class InspectCommand implements Callable<Integer>, NotBuilt {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR|FILE", description = "What to look into.")
    private Path target = Path.of(".");

    @Override
    public Integer call() {
        return NotYet.answer(spec, "lab 2");
    }
}
