package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata play}: a lab's layers with a real producer and consumer. */
@Command(name = "play", description = "Run a lab's layers with a real producer and consumer.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class PlayCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LAB",
            converter = LabStep.Converter.class,
            description = "The lab, 1 to 5.")
    private LabStep lab = new LabStep(1, 0);

    @Option(
            names = "--layers",
            paramLabel = "LAYER=ORIGIN[,...]",
            converter = LayerChoice.Converter.class,
            description =
                    "Which implementation of which layer to run, as in"
                            + " log=labs,segments=reference.")
    private @Nullable LayerChoice layers;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "lab 1");
    }
}
