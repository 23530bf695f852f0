package strata.autograder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
     * @return null when the repository has none of that number, or not its sources yet
     */
    public static @Nullable Lab of(Path root, int number) throws IOException {
        String start = String.format(java.util.Locale.ROOT, "%02d-", number);
        try (Stream<Path> folders = Files.list(root.resolve("labs"))) {
            List<String> names =
                    folders.map(each -> each.getFileName().toString())
                            .filter(name -> name.startsWith(start))
                            .filter(name -> Files.isDirectory(sources(root, name)))
                            .sorted()
                            .toList();
            return names.isEmpty()
                    ? null
                    : new Lab(number, names.get(0), layerOf(root, names.get(0)), root);
        }
    }

    /** The layer of a lab, by its descriptor: a folder may have a longer name. */
    private static String layerOf(Path root, String folder) throws IOException {
        Path descriptors = resources(root, folder).resolve("META-INF/strata");
        try (Stream<Path> files = Files.list(descriptors)) {
            List<String> names = files.map(each -> each.getFileName().toString()).toList();
            if (names.size() != 1) {
                throw new IOException(
                        "labs/" + folder + " must describe one layer, not " + names.size());
            }
            return names.get(0);
        }
    }

    private static Path resources(Path root, String folder) {
        return root.resolve("labs").resolve(folder).resolve("src/main/resources");
    }

    private static Path sources(Path root, String folder) {
        return root.resolve("labs").resolve(folder).resolve("src/main/java");
    }

    /** The labs below it, lowest first: it is graded on their reference. */
    public List<Lab> below() throws IOException {
        List<Lab> below = new ArrayList<>();
        for (int i = 1; i < number; i++) {
            Lab lab = of(root, i);
            if (lab == null) {
                throw new IOException("lab " + number + " needs lab " + i + " below it");
            }
            below.add(lab);
        }
        return below;
    }

    /** The package that is the student's own, as {@code strata/log/}. */
    public String ownPath() {
        return "strata/" + layer + "/";
    }

    /** What a submission is compiled over: the holes, for files that it lacks. */
    public Path skeletonSources() {
        return sources(root, folder);
    }

    /** The resources of the layer: the same for everybody. */
    public Path resources() {
        return resources(root, folder);
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

    /** The resources of the reference: they say that it is there. */
    public Path referenceResources() {
        return root.resolve("reference").resolve(folder).resolve("src/main/resources");
    }

    /** What a grade says that it ran on. */
    public String layers() throws IOException {
        StringBuilder layers = new StringBuilder("layers:");
        for (Lab lab : below()) {
            layers.append(' ').append(lab.layer).append("=reference");
        }
        return layers.append(' ').append(layer).append("=submission").toString();
    }
}
