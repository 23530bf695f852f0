package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code strata hint}: the next hint for a step. */
@Command(name = "hint", description = "Give the next hint for a step.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class HintCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LAB[.STEP]",
            converter = LabStep.Converter.class,
            description = "A lab, or one step of it, as in 3.4.")
    private LabStep step = new LabStep(1, 0);

    @Override
    public Integer call() {
        return NotYet.answer(spec, "lab 1");
    }
}
