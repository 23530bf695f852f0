package strata.apps.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the repository that this program belongs to. */
final class Repository {
    private static final Path LANDMARK = Path.of("reference", "apps", "oracle", "pom.xml");

    private Repository() {}

    /** Where the launcher says it is, or else the nearest directory upwards that looks like it. */
    static Path home() {
        String root = System.getProperty("strata.root");
        if (root != null) {
            return Path.of(root).toAbsolutePath();
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path path = here; path != null; path = path.getParent()) {
            if (Files.exists(path.resolve(LANDMARK))) {
                return path;
            }
        }
        throw new BenchFault("run this inside the repository: no " + LANDMARK + " above " + here);
    }
}
