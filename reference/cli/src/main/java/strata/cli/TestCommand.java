package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata test}: the tests of a lab or of one of its steps. */
@Command(name = "test", description = "Run the tests of a lab or of one step.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class TestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LAB[.STEP]",
            converter = LabStep.Converter.class,
            description = "A lab, or one step of it, as in 3.4.")
    private LabStep step = new LabStep(1, 0);

    @Option(names = "--watch", description = "Stay, and run again whenever a source changes.")
    private boolean watch;

    @Option(
            names = "--layers",
            paramLabel = "LAYER=ORIGIN[,...]",
            converter = LayerChoice.Converter.class,
            description =
                    "Which implementation of which layer to run, as in"
                            + " log=labs,segments=reference.")
    private @Nullable LayerChoice layers;

    @Option(names = "--seed", paramLabel = "N", description = "Replay this seed alone.")
    private @Nullable Long seed;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Run this many times, with new seeds.")
    private int repeat = 1;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "lab 1");
    }
}
