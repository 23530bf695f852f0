package strata.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Strata as its user starts it: {@code ./strata up --nodes 1}. */
record StrataBroker() implements Broker {

    @Override
    public void prepare(Path folder, int port) {
        // Strata makes its data directory itself: that it does so is part of what is shown.
    }

    @Override
    public List<String> command(Path folder, int port) {
        return up(port, ServerUnderTest.dataDirectory(folder));
    }

    /** {@code ./strata up} for one node that serves {@code port} and stores below {@code data}. */
    static List<String> up(int port, Path data) {
        return strata(
                "up",
                "--nodes",
                "1",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString(),
                "--no-dashboard");
    }

    /** {@code ./strata} with {@code arguments}. */
    static List<String> strata(String... arguments) {
        return Stream.concat(
                        Stream.of(repository().resolve("strata").toString()), Stream.of(arguments))
                .toList();
    }

    /** The repository's root: the nearest folder upwards that holds the launcher. */
    static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("strata"))
                    && Files.isRegularFile(at.resolve("pom.xml"))) {
                return at;
            }
        }
        throw new AssertionError("no folder above " + here + " holds the launcher ./strata");
    }
}
