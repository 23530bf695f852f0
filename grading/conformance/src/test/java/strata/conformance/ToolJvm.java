package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A JVM for Apache Kafka's tools: they run for a moment, most of which goes into loading classes,
 * so the classes of an admin client come from an archive (JEP 350) that the first run makes. Only
 * jars can be archived, and the tools need no others.
 */
final class ToolJvm {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String JARS =
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .filter(entry -> entry.endsWith(".jar") && !isOurs(entry))
                    .collect(Collectors.joining(File.pathSeparator));

    private static final Path ARCHIVE = archive();

    /** What was built here says how it logs, which a tool does not know of. */
    private static boolean isOurs(String entry) {
        return entry.contains(File.separator + "target" + File.separator);
    }

    private ToolJvm() {}

    /** The command line, up to the main class. */
    static List<String> line() {
        return line("-XX:SharedArchiveFile=" + ARCHIVE);
    }

    private static List<String> line(String flag) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // An archive that does not fit is left alone, and nothing is said of it.
        line.addAll(List.of("-Xshare:auto", "-Xlog:disable", flag));
        line.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        line.addAll(List.of("-cp", JARS));
        return line;
    }

    /** Made once for a class path and a JVM. */
    private static Path archive() {
        CRC32C of = new CRC32C();
        of.update((System.getProperty("java.vm.version") + JARS).getBytes(UTF_8));
        Path archive = Workspace.folder().resolve("tools-%08x.jsa".formatted(of.getValue()));
        if (Files.exists(archive)) {
            return archive;
        }
        try {
            Path made = Files.createTempFile(Workspace.folder(), "tools", ".jsa");
            Path hasty = Files.createTempFile(Workspace.folder(), "hasty", ".properties");
            Files.writeString(hasty, "default.api.timeout.ms=100\nrequest.timeout.ms=50\n", UTF_8);
            // Nobody listens: it gives up, and has loaded what it needs.
            Command.of(line("-XX:ArchiveClassesAtExit=" + made))
                    .and("org.apache.kafka.tools.TransactionsCommand")
                    .and("--command-config", hasty.toString())
                    .and("--bootstrap-server", "127.0.0.1:1", "list")
                    .attempt(LIMIT);
            Files.delete(hasty);
            return Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
