package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code strata progress}: which steps are done. */
@Command(name = "progress", description = "Show which steps are done.")
final class ProgressCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "lab 1");
    }
}
