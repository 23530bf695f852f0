package strata.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata down}: stops a detached cluster. */
@Command(name = "down", description = "Stop the cluster that was started with --detach.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class DownCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the cluster keeps its data (default: .strata/data).")
    private @Nullable Path data;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "the node");
    }
}
