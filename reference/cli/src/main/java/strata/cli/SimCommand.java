package strata.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata sim}: simulated clusters, one a seed. */
@Command(
        name = "sim",
        description =
                "Run simulated clusters, one a seed, and check the invariants after every event.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class SimCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--scenario", paramLabel = "S", description = "Which scenario (default: all).")
    private @Nullable String scenario;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            converter = SeedRange.Converter.class,
            description = "Which seeds, as in 1..1000 (default: ${DEFAULT-VALUE}).")
    private SeedRange seeds = new SeedRange(1, 100);

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Replay the fault schedule in this file.")
    private @Nullable Path replay;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "the simulator");
    }
}
