package strata.apps.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Strata, started by a command line in which {@code {home}}, {@code {port}} and {@code {data}} are
 * replaced.
 */
record StrataContender(Path home, String template) implements Contender {

    /** The command that a user types. */
    static final String DEFAULT_TEMPLATE = "{home}/strata up --nodes 1 --port {port} --data {data}";

    /** Generous: on a fresh clone the first start builds the project. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

    @Override
    public Side side() {
        return Side.STRATA;
    }

    @Override
    public String description() {
        return template.replace("{home}/", "./");
    }

    @Override
    public void prepare(Path directory, int port) {
        // Strata makes its own directory.
    }

    @Override
    public List<String> command(Path directory, int port) {
        List<String> words = new ArrayList<>();
        // Split before replacing, so that a path with a space stays one word.
        for (String word : template.trim().split("\\s+", -1)) {
            words.add(
                    word.replace("{home}", home.toString())
                            .replace("{port}", Integer.toString(port))
                            .replace("{data}", directory.resolve("data").toString()));
        }
        return words;
    }

    @Override
    public Duration startTimeout() {
        return START_TIMEOUT;
    }
}
