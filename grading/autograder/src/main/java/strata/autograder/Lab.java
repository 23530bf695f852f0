package strata.autograder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import strata.kernel.Nullable;

/**
 * A lab: where its parts are in the repository, and what a submission of it may hold.
 *
 * @param number as {@code 1}
 * @param folder in {@code labs/}, as {@code 01-log}
 * @param layer as {@code log}
 * @param root of the repository
 */
public record Lab(int number, String folder, String layer, Path root) {
    /**
     * The lab of a number.
     *
     * @return null when the repository has none of that number
     */
    public static @Nullable Lab of(Path root, int number) throws IOException {
        String start = String.format(java.util.Locale.ROOT, "%02d-", number);
        try (Stream<Path> folders = Files.list(root.resolve("labs"))) {
            List<String> names =
                    folders.map(each -> each.getFileName().toString())
                            .filter(name -> name.startsWith(start))
                            .sorted()
                            .toList();
            return names.isEmpty()
                    ? null
                    : new Lab(number, names.get(0), names.get(0).substring(3), root);
        }
    }

    /** The package that is the student's own, as {@code strata/log/}. */
    public String ownPath() {
        return "strata/" + layer + "/";
    }

    /** What a submission is compiled over: the holes, for files that it lacks. */
    public Path skeletonSources() {
        return root.resolve("labs").resolve(folder).resolve("src/main/java");
    }

    /** The resources of the layer: the same for everybody. */
    public Path resources() {
        return root.resolve("labs").resolve(folder).resolve("src/main/resources");
    }

    /** The tests that students have; ours, never those of a submission. */
    public Path visibleTests() {
        return root.resolve("labs").resolve(folder).resolve("src/test/java");
    }

    /** The tests that only the full repository has; may be absent. */
    public Path hiddenTests() {
        return root.resolve("grading/hidden").resolve(folder).resolve("src/main/java");
    }

    /** The sources of the reference: tests are compiled against it. */
    public Path referenceSources() {
        return root.resolve("reference").resolve(folder).resolve("src/main/java");
    }

    /** What a grade says that it ran on. */
    public String layers() {
        return "layers: " + layer + "=submission";
    }
}
