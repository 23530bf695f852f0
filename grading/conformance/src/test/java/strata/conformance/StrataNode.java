package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Strata with a configuration file of its own: {@code ./strata node --config server.properties}.
 *
 * @param more lines of configuration
 */
record StrataNode(List<String> more) implements Broker {

    @Override
    public void prepare(Path folder, int port) {
        Stream<String> first =
                Stream.of(
                        "node.id=1",
                        "listeners=PLAINTEXT://127.0.0.1:" + port,
                        "log.dirs=" + ServerUnderTest.dataDirectory(folder));
        try {
            Files.write(properties(folder), Stream.concat(first, more.stream()).toList(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> command(Path folder, int port) {
        return StrataBroker.strata("node", "--config", properties(folder).toString());
    }

    private static Path properties(Path folder) {
        return folder.resolve("server.properties");
    }
}
