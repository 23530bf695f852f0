package strata.lessons.run;

import java.io.File;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import strata.kernel.Todo;

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

    /** What a layer may use: the kernel and slf4j-api, wherever this JVM has them from. */
    static List<Path> layerClassPath() {
        return List.of(placeOf(Todo.class), placeOf(Logger.class));
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
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
