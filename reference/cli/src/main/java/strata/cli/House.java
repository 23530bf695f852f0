package strata.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import strata.kernel.Nullable;

/** Where the launcher says that things are. */
final class House {
    private House() {}

    /** Whether somebody says where the repository is: not so of a packed copy. */
    static boolean isKnown() {
        return System.getProperty("strata.root") != null && !isPacked();
    }

    /** Whether this is what {@code strata dist} has packed: a cluster, and no repository. */
    static boolean isPacked() {
        String root = System.getProperty("strata.root");
        return root != null
                && Files.isDirectory(Path.of(root, "runtime"))
                && Files.isDirectory(Path.of(root, "lib", "cli"));
    }

    /** The folder of the repository, or of the packed copy. */
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

    /**
     * Whether this is the copy that students get: it has neither {@code grading/} nor a layer of
     * the reference. Not so where nobody says where the repository is.
     */
    static boolean isHandout() {
        String root = System.getProperty("strata.root");
        if (root == null || isPacked() || Files.isDirectory(Path.of(root, "grading"))) {
            return false;
        }
        try (DirectoryStream<Path> layers =
                Files.newDirectoryStream(Path.of(root, "reference"), "0[1-5]-*")) {
            return !layers.iterator().hasNext();
        } catch (IOException e) {
            return true;
        }
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
