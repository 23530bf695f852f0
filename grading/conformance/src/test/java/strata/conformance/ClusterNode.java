package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One node of a cluster of Strata, broker and controller: {@code ./strata node --config FILE}.
 *
 * @param id from 1
 * @param ports of all nodes, by id
 * @param more lines of configuration
 */
record ClusterNode(int id, List<Integer> ports, List<String> more) implements Broker {
    private static final String CLUSTER_ID = "c3RyYXRhLXByb2Nlc3Nlcw";

    @Override
    public void prepare(Path folder, int port) {
        String voters =
                IntStream.range(0, ports.size())
                        .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(i))
                        .collect(Collectors.joining(","));
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "node.id=" + id,
                                "process.roles=broker,controller",
                                "controller.quorum.voters=" + voters,
                                "listeners=PLAINTEXT://127.0.0.1:" + port,
                                "log.dirs=" + ServerUnderTest.dataDirectory(folder)));
        lines.addAll(more);
        try {
            Files.write(folder.resolve("server.properties"), lines, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> command(Path folder, int port) {
        return StrataBroker.strata(
                "node",
                "--config",
                folder.resolve("server.properties").toString(),
                "--cluster-id",
                CLUSTER_ID);
    }
}
