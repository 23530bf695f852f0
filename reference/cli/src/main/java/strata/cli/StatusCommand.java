package strata.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata status}: says what runs on a data directory. */
@Command(name = "status", description = "Say what runs: nodes, addresses, layers, topics.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class StatusCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the cluster keeps its data (default: .strata/data).")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print JSON for a program to read.")
    private boolean json;

    @Override
    public Integer call() {
        return NotYet.answer(spec, "the node");
    }
}
