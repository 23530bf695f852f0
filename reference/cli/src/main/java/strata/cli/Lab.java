package strata.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import strata.kernel.Nullable;

/**
 * A room of the student: {@code labs/01-log}.
 *
 * @param number 1 to 5
 * @param layer the layer that it builds, and the last part of its package: {@code log}; the folder
 *     may be called otherwise
 * @param folder where it is
 */
record Lab(int number, String layer, Path folder) {
    private static final Pattern NAME = Pattern.compile("0([1-5])-[a-z-]+");

    /**
     * The labs of a repository that can be worked on, in their order: those that are built, and
     * whose holes are there to be filled.
     */
    static List<Lab> allOpen(Path root) {
        List<Lab> open = new ArrayList<>();
        try (Stream<Path> folders = Files.list(root.resolve("labs"))) {
            for (Path folder : folders.sorted().toList()) {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches()
                        && Files.exists(folder.resolve("pom.xml"))
                        && Files.isDirectory(folder.resolve("src/main"))) {
                    int number = Integer.parseInt(name.group(1));
                    String layer = strata.lessons.labs.Lab.of(number).layer();
                    open.add(new Lab(number, layer, folder));
                }
            }
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the labs: " + e, e);
        }
        return open;
    }

    /** One of them; null when there is no such lab yet. */
    static @Nullable Lab find(Path root, int number) {
        return allOpen(root).stream().filter(lab -> lab.number == number).findFirst().orElse(null);
    }

    /** The same lab, as the programs know it that compile and run it. */
    strata.lessons.labs.Lab room() {
        return strata.lessons.labs.Lab.of(number);
    }

    /** Whether this copy has its layer finished, as a jar: the instructor has released it. */
    boolean isReleased() {
        Path root = folder.resolve("../..").normalize();
        return Files.exists(root.resolve("released").resolve(name() + ".jar"));
    }

    /** What its classes are in: {@code strata.log}. */
    String packageName() {
        return "strata." + layer;
    }

    /** {@code 01-log}. */
    String name() {
        return folder.getFileName().toString();
    }

    /** The classes that the student writes, and that count. */
    Path mainSources() {
        return folder.resolve("src/main/java");
    }

    /** What goes beside those classes: the layer's descriptor. */
    Path mainResources() {
        return folder.resolve("src/main/resources");
    }

    /** The tests that the student can see. */
    Path testSources() {
        return folder.resolve("src/test/java");
    }

    /** The page with the hints for a step. */
    Path hints(LabStep step) {
        return folder.resolve("hints").resolve(step + ".md");
    }
}
