package strata.attacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import strata.mutants.Mutant;

/** Makes submissions of the reference solution: honest ones, and those with an attack in them. */
final class Submissions {
    /** Where the sources of the lab are in a submission. */
    static final String SOURCES = "labs/01-log/src/main/java/strata/log/";

    private static final String CALL = "        Attack.go();\n";
    private static final String[] CALLERS = {
        "    static int sizeOf(long value) {\n",
        "    static void write(ByteBuffer out, long value) {\n",
        "    static int readInt(ByteReader in) {\n",
        "    static long readLong(ByteReader in) {\n"
    };

    private final SortedMap<String, String> reference = new TreeMap<>();
    private final Path folder;

    /**
     * @param root of the repository
     * @param folder that gets the submissions
     */
    Submissions(Path root, Path folder) throws IOException {
        this.folder = folder;
        Path sources = root.resolve("reference/01-log/src/main/java/strata/log");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path each : files.toList()) {
                String text = Files.readString(each, StandardCharsets.UTF_8);
                reference.put(SOURCES + each.getFileName(), text);
            }
        }
    }

    /** The reference as it is. */
    Path honest(String name) {
        return written(name, reference);
    }

    /** Some files of the reference; whatever it lacks stays a hole. */
    Path of(List<String> some, String name) {
        SortedMap<String, String> files = new TreeMap<>(reference);
        files.keySet().removeIf(file -> !some.contains(file.substring(SOURCES.length())));
        // Somebody who has not begun hands something in all the same.
        files.put(SOURCES + "package-info.java", "package strata.log;\n");
        return written(name, files);
    }

    /** The reference with a known bug. */
    Path with(Mutant mutant, String name) {
        SortedMap<String, String> files = new TreeMap<>(reference);
        files.compute(
                "labs/01-log/src/main/java/" + mutant.file(),
                (file, text) -> mutant.applyTo(String.valueOf(text)));
        return written(name, files);
    }

    /** The reference with an attack put in. */
    Path of(Attack attack) throws IOException {
        SortedMap<String, String> files = new TreeMap<>(reference);
        attack.unsolved().forEach(each -> files.remove(SOURCES + each));
        attack.sources().forEach((name, text) -> files.put(SOURCES + name, text));
        if (attack.sources().containsKey("Attack.java")) {
            files.compute(SOURCES + "Varints.java", (name, text) -> attacked(String.valueOf(text)));
        }
        Forgery forgery = Forgery.of(attack.name());
        if (forgery == null && attack.sources().isEmpty()) {
            throw new IllegalStateException(attack.name() + " attacks nothing");
        }
        return forgery == null
                ? written(attack.name(), files)
                : forgery.make(folder.resolve(attack.name()), files);
    }

    /** The four methods of step 1.1 call the attack before they do anything. */
    private static String attacked(String varints) {
        String attacked = varints;
        for (String each : CALLERS) {
            if (!attacked.contains(each)) {
                throw new IllegalStateException("the reference has no more: " + each);
            }
            attacked = attacked.replace(each, each + CALL);
        }
        return attacked;
    }

    private Path written(String name, SortedMap<String, String> files) {
        return write(folder.resolve(name), files);
    }

    /** Writes a folder with files. */
    static Path write(Path to, SortedMap<String, String> files) {
        files.forEach(
                (name, text) -> {
                    try {
                        Path file = to.resolve(name);
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, text, StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return to;
    }
}
