package strata.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import strata.node.NodeProcess;
import strata.node.ServerProperties;
import strata.node.StartException;

/** {@code strata node}: one node, one process, one configuration file. */
@Command(
        name = "node",
        description = "Run one node in the foreground from a file with Kafka's configuration keys.")
final class NodeCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "The configuration of the node.")
    private Path config = Path.of("server.properties");

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            Map<String, String> properties = ServerProperties.read(config);
            return NodeProcess.run(properties, out, err).number();
        } catch (StartException e) {
            err.println("strata node: " + e.getMessage());
            return e.exitCode().number();
        }
    }
}
