package strata.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import strata.kernel.Nullable;

/**
 * git, and what it does to the ends of lines.
 *
 * @param root of the checkout
 * @param git the program
 */
record GitProbe(Path root, Git git) implements Probe {
    private static final String WHAT = "git";

    /** Asks git. */
    @FunctionalInterface
    interface Git {
        /** The first line of the answer; null if it fails. */
        @Nullable
        String answer(String arguments);
    }

    @Override
    public Finding look() {
        String version = git.answer("--version");
        if (carriageReturns()) {
            return Finding.wrong(
                    WHAT,
                    "the script strata has Windows ends of lines; no shell can run it",
                    "git config core.autocrlf input && rm strata mvnw && git checkout -- strata"
                            + " mvnw");
        }
        if (version == null) {
            return Finding.warning(
                    WHAT,
                    "there is no git: nothing can be undone, and no update fetched",
                    Packages.install("git", "git", "git"));
        }
        if ("true".equals(git.answer("config core.autocrlf"))
                && !System.getProperty("os.name").startsWith("Windows")) {
            return Finding.warning(
                    WHAT,
                    "core.autocrlf=true gives files Windows ends of lines",
                    "git config core.autocrlf input");
        }
        return Finding.ok(WHAT, version + "; ends of lines stay as they are");
    }

    private boolean carriageReturns() {
        try {
            return Files.readString(root.resolve("strata")).contains("\r\n");
        } catch (IOException e) {
            return false;
        }
    }
}
