package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code strata submit}: packs the labs for handing in. */
@Command(name = "submit", description = "Pack your labs for handing in.")
final class SubmitCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "lab 1");
    }
}
