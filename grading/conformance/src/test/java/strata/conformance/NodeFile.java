package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node of a cluster from a configuration file of its own.
 *
 * @param clusterId what it is told at its first start
 * @param lines of configuration; {@code log.dirs} is added
 */
record NodeFile(String clusterId, List<String> lines) implements Broker {
    @Override
    public void prepare(Path folder, int port) {
        Stream<String> last = Stream.of("log.dirs=" + ServerUnderTest.dataDirectory(folder));
        try {
            Files.write(file(folder), Stream.concat(lines.stream(), last).toList(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> command(Path folder, int port) {
        return StrataBroker.strata(
                "node", "--config", file(folder).toString(), "--cluster-id", clusterId);
    }

    private static Path file(Path folder) {
        return folder.resolve("server.properties");
    }
}
