package strata.skeleton;

import java.nio.file.Path;
import strata.cli.EnvironmentFault;

/** Where the repository is. */
final class Root {
    private Root() {}

    /** The folder of the repository, as the launcher and Maven tell it. */
    static Path folder() {
        String root = System.getProperty("strata.root");
        if (root == null) {
            throw new EnvironmentFault(
                    "run it by ./strata: the launcher says where the repository is");
        }
        return Path.of(root);
    }
}
