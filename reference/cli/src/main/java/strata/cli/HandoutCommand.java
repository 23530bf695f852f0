package strata.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code strata handout}: stands in until {@code grading/} brings the real one. */
@Command(name = "handout", description = "Cut the handout for students out of the full repository.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class HandoutCommand implements Callable<Integer>, NotBuilt {
    @Spec private CommandSpec spec;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; it must not exist.")
    private Path to = Path.of("handout");

    @Option(
            names = "--release",
            paramLabel = "LAB[,...]",
            split = ",",
            description = "Lower layers to hand out as jars, as in 1,2.")
    private List<Integer> release = List.of();

    @Override
    public Integer call() {
        return NotYet.answer(spec, "grading/, in the full repository");
    }
}
