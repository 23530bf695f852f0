package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code strata doctor}: whether this machine can run the course. */
@Command(name = "doctor", description = "Check that this machine can run the course.")
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "lab 1");
    }
}
