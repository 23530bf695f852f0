package strata.lessons.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.slf4j.Logger;
import strata.kernel.Todo;
import strata.lessons.Lesson;
import strata.sim.disk.CrashPoints;

/** Where the tests find things. */
final class Places {
    private Places() {}

    /** What tests of a lab compile against, however this module was built. */
    static List<Path> classPath() {
        List<Path> path = new ArrayList<>();
        List<Class<?>> types =
                List.of(
                        Todo.class,
                        CrashPoints.class,
                        Lesson.class,
                        Test.class,
                        AssertionFailedError.class,
                        API.class,
                        Logger.class);
        for (Class<?> type : types) {
            try {
                path.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return path;
    }

    /** Copies a folder with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
