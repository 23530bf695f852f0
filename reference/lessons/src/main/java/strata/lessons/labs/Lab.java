package strata.lessons.labs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A lab: the layer that a student builds in it.
 *
 * @param number 1 to 5
 * @param layer as {@code log}
 * @param folder below {@code labs/} and {@code reference/}, as {@code 01-log}
 */
public record Lab(int number, String layer, String folder) {
    /** All five, lowest layer first. */
    public static final List<Lab> ALL =
            List.of(
                    new Lab(1, "log", "01-log"),
                    new Lab(2, "segments", "02-segments"),
                    new Lab(3, "replication", "03-replication"),
                    new Lab(4, "groups", "04-consumer-groups"),
                    new Lab(5, "transactions", "05-transactions"));

    /** The lab with a number from 1 to 5. */
    public static Lab of(int number) {
        return ALL.get(number - 1);
    }

    /** The student's sources. */
    public Path sources(Path root) {
        return root.resolve("labs").resolve(folder).resolve("src/main/java");
    }

    /** What goes with their classes. */
    public Path resources(Path root) {
        return root.resolve("labs").resolve(folder).resolve("src/main/resources");
    }

    /** The visible tests. */
    public Path tests(Path root) {
        return root.resolve("labs").resolve(folder).resolve("src/test/java");
    }

    /**
     * The names of the course's classes of tests, as they stand in {@code tests.txt} beside the
     * lab's text; empty where there is no such file, and then every class is one.
     *
     * @throws IOException when the file cannot be read
     */
    public Set<String> courseTests(Path root) throws IOException {
        Path file = root.resolve("labs").resolve(folder).resolve("tests.txt");
        Set<String> names = new TreeSet<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                names.add(line.strip());
            }
        }
        return names;
    }

    /** The reference's sources; absent in a handout. */
    public Path referenceSources(Path root) {
        return root.resolve("reference").resolve(folder).resolve("src/main/java");
    }

    /** Where the classes of {@link #sources} go. */
    public Path classes(Path root) {
        return root.resolve(".strata/labs").resolve(folder).resolve("main");
    }

    /** Where the classes of {@link #tests} go. */
    public Path testClasses(Path root) {
        return root.resolve(".strata/labs").resolve(folder).resolve("test");
    }

    /** Where the classes of the questions of {@code strata predict} go. */
    public Path questionClasses(Path root) {
        return root.resolve(".strata/labs").resolve(folder).resolve("questions");
    }

    /** Whether this copy of the repository has the lab. */
    public boolean exists(Path root) {
        return Files.isDirectory(sources(root)) && Files.isDirectory(tests(root));
    }
}
