package strata.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The poms and rules of this repository without its sources, so that a build of it is short and
 * what it says is about the planted source alone. Layer 1 and the layers above are there as far as
 * the repository has them.
 */
final class HouseCopy {
    private final Path root;

    private HouseCopy(Path root) {
        this.root = root;
    }

    /** Copies into this empty folder. */
    static HouseCopy into(Path folder) throws IOException {
        Path original = Path.of(property("strata.root"));
        HouseCopy copy = new HouseCopy(folder);
        copy.take(original, "pom.xml");
        copy.take(original, ".mvn/jvm.config");
        try (Stream<Path> rules = Files.list(original.resolve("config/forbidden"))) {
            for (Path rule : rules.toList()) {
                copy.take(original, original.relativize(rule).toString());
            }
        }
        for (String rooms : List.of("reference", "docs/examples")) {
            copy.takePoms(original, rooms);
        }
        return copy;
    }

    private void takePoms(Path original, String rooms) throws IOException {
        try (Stream<Path> modules = Files.list(original.resolve(rooms))) {
            for (Path pom : modules.map(module -> module.resolve("pom.xml")).toList()) {
                if (Files.exists(pom)) {
                    take(original, original.relativize(pom).toString());
                }
            }
        }
    }

    private void take(Path original, String file) throws IOException {
        write(file, Files.readString(original.resolve(file)));
    }

    /** The text of a file of the copy. */
    String read(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    /** Writes a file of the copy. */
    void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }

    /** Replaces text that must be there. */
    void replace(String file, String old, String text) throws IOException {
        String before = read(file);
        if (!before.contains(old)) {
            throw new IllegalArgumentException(file + " does not contain " + old);
        }
        write(file, before.replace(old, text));
    }

    /** Runs Maven as far as this phase, on these modules and what they need. */
    Build build(String modules, String... phaseAndFlags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(property("strata.maven.home"), "bin", "mvn").toString());
        command.addAll(List.of("-o", "-B", "--fail-at-end", "-pl", modules, "-am"));
        if (List.of(phaseAndFlags).contains("process-classes")) {
            // No test is compiled by then, so there is no jar of tests, either.
            command.add("-Dmaven.test.skip=true");
        }
        command.add("-Dmaven.repo.local=" + property("strata.maven.repository"));
        command.addAll(List.of(phaseAndFlags));
        Path log = root.resolve("build.log");
        ProcessBuilder maven = new ProcessBuilder(command).directory(root.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        maven.redirectErrorStream(true).redirectOutput(log.toFile());
        int exitCode = maven.start().waitFor();
        return new Build(exitCode, Files.readString(log));
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("run by Maven, which says what " + name + " is");
        }
        return value;
    }

    /**
     * How a build ended.
     *
     * @param exitCode 0 is green
     * @param output all that Maven said
     */
    record Build(int exitCode, String output) {}
}
