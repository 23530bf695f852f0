package strata.lessons.run;

import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where things are, and where the words go.
 *
 * @param root of the repository
 * @param lib the folder of the launcher's build
 * @param out the real standard output
 * @param style how it is laid out
 * @param limit how long one test may take
 */
record House(Path root, Path lib, PrintStream out, Style style, Duration limit) {
    /** What is kept of the tests between runs. */
    Path progress() {
        return root.resolve(".strata").resolve("progress.json");
    }

    /** What a layer may use: the kernel and slf4j-api. */
    static List<Path> layerClassPath() {
        return classPath().stream()
                .filter(
                        jar -> {
                            String name = String.valueOf(jar.getFileName());
                            return name.startsWith("strata-kernel-")
                                    || name.startsWith("slf4j-api-");
                        })
                .toList();
    }

    /** What tests may use. */
    static List<Path> classPath() {
        List<Path> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            path.add(Path.of(entry));
        }
        return path;
    }
}
