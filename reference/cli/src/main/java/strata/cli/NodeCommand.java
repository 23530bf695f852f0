package strata.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code strata node}: one node, one process, one configuration file. */
@Command(
        name = "node",
        description = "Run one node in the foreground from a file with Kafka's configuration keys.")
@SuppressWarnings("UnusedVariable") // Its options wait for the part that will read them.
final class NodeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "The configuration of the node.")
    private Path config = Path.of("server.properties");

    @Override
    public Integer call() {
        return NotYet.answer(spec, "the node");
    }
}
