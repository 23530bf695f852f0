package strata.autograder.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import strata.kernel.Nullable;

/**
 * Compares the sources of a class by the program {@code grading/similarity}, in a JVM of its own. A
 * comparison that cannot be made is no fault of the grades: the report says so instead.
 */
public final class SourceComparison {
    private static final long MINUTES_MAX = 15;

    private final String classPath;

    /** With the class path of {@code strata.similarity.Main}. */
    public SourceComparison(String classPath) {
        this.classPath = classPath;
    }

    /** That of the running build, or null where this build has none. */
    public static @Nullable SourceComparison ofThisBuild() throws IOException {
        String lib = System.getProperty("strata.lib");
        Path file = lib == null ? null : Path.of(lib, "similarity.classpath");
        return file == null || !Files.isRegularFile(file)
                ? null
                : new SourceComparison(Files.readString(file).strip());
    }

    /**
     * Compares submissions.
     *
     * @param sources folder of the sources taken from each submission, by its name
     * @param bases folders of the sources that all were given: they count for nothing
     * @throws IOException if the sources cannot be copied
     * @throws InterruptedException if the thread is told to stop; the program has been ended then
     */
    public Similarity compare(Map<String, Path> sources, List<Path> bases)
            throws IOException, InterruptedException {
        if (sources.size() < 2) {
            return Similarity.none("There are no two submissions to compare.");
        }
        Path work = Files.createTempDirectory("strata-similarity");
        try {
            // Names of submissions can be anything; those of folders had better not.
            Map<String, String> names = new LinkedHashMap<>();
            for (Map.Entry<String, Path> source : sources.entrySet()) {
                String folder = String.format("s%05d", names.size());
                names.put(folder, source.getKey());
                copyJava(source.getValue(), work.resolve("in").resolve(folder));
            }
            for (Path base : bases) {
                copyJava(base, work.resolve("base"));
            }
            return run(work, names);
        } finally {
            delete(work);
        }
    }

    private Similarity run(Path work, Map<String, String> names)
            throws IOException, InterruptedException {
        Path result = work.resolve("result.json");
        Path log = work.resolve("log.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx768m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                classPath,
                                "strata.similarity.Main",
                                work.resolve("in").toString(),
                                work.resolve("base").toString(),
                                result.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
                return Similarity.none(
                        "JPlag was not done after " + MINUTES_MAX + " minutes and was ended.");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0 || !Files.exists(result)) {
            return Similarity.none("JPlag failed: " + lastLine(log));
        }
        return similarity(new JsonMapper().readTree(result.toFile()), names);
    }

    private static Similarity similarity(JsonNode result, Map<String, String> names) {
        List<Similarity.Pair> pairs = new ArrayList<>();
        for (JsonNode pair : result.get("pairs")) {
            pairs.add(
                    new Similarity.Pair(
                            name(names, pair.get("first")),
                            name(names, pair.get("second")),
                            pair.get("average").doubleValue(),
                            pair.get("maximum").doubleValue(),
                            pair.get("matchedTokens").intValue()));
        }
        List<String> unreadable = new ArrayList<>();
        result.get("unreadable").forEach(folder -> unreadable.add(name(names, folder)));
        String note =
                unreadable.isEmpty()
                        ? ""
                        : "Left out, since JPlag could not read them: "
                                + String.join(", ", unreadable)
                                + ".";
        return new Similarity(true, note, result.get("submissions").intValue(), pairs);
    }

    private static String name(Map<String, String> names, JsonNode folder) {
        return names.getOrDefault(folder.textValue(), folder.textValue());
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readString(log).lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1).strip();
    }

    /** Copies regular files of Java alone: a submission may hold links to anywhere. */
    private static void copyJava(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (attributes.isRegularFile() && file.toString().endsWith(".java")) {
                            Path copy = to.resolve(from.relativize(file).toString());
                            Files.createDirectories(copy.getParent());
                            Files.copy(file, copy);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path done, @Nullable IOException fault) throws IOException {
                        Files.delete(done);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
