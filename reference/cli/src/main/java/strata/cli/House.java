package strata.cli;

import java.nio.file.Path;
import strata.kernel.Nullable;

/** Where the launcher says that things are. */
final class House {
    private House() {}

    /** The folder of the repository. */
    static Path root() {
        String root = System.getProperty("strata.root");
        if (root == null) {
            throw new EnvironmentFault(
                    "run it by ./strata: the launcher says where the repository is");
        }
        return Path.of(root);
    }

    /**
     * The folder of this build: jars in {@code cli/} and {@code apps/}, and a class path for each
     * in {@code cli.classpath} and {@code apps.classpath}. Null if the launcher did not start us.
     */
    static @Nullable Path lib() {
        String lib = System.getProperty("strata.lib");
        return lib == null ? null : Path.of(lib);
    }

    /** What Strata keeps between runs; not under version control. */
    static Path state() {
        return root().resolve(".strata");
    }

    /** Where a cluster keeps its data unless told otherwise. */
    static Path defaultData() {
        return state().resolve("data");
    }
}
