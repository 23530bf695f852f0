package strata.conformance;

import java.nio.file.Path;
import java.util.List;

/**
 * A disk that is soon full: a memory file system of a few KiB, mounted in a mount namespace of its
 * own, so that it is gone with the process and nobody else sees it. Needs Linux and either root or
 * user namespaces; where neither is, the command fails and says so.
 */
final class SmallDisk {

    private SmallDisk() {}

    /**
     * Runs {@code command} while {@code directory} is a disk of {@code sizeKiB}; 0 is a full one.
     */
    static Command command(Path directory, int sizeKiB, List<String> command) {
        String fill = sizeKiB == 0 ? "head -c 1m /dev/zero >\"$1/filler\" 2>/dev/null; " : "";
        return script(directory, Math.max(sizeKiB, 4), fill + "shift; exec \"$@\"", command);
    }

    private static Command script(Path directory, int sizeKiB, String then, List<String> command) {
        String mounted =
                "mkdir -p \"$1\" && mount -t tmpfs -o size="
                        + sizeKiB
                        + "k tmpfs \"$1\""
                        + " || { echo 'cannot mount a small disk: run as root, or allow user"
                        + " namespaces' >&2; exit 99; }; "
                        + then;
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        return Command.of("unshare", isRoot ? "-m" : "-Urm", "sh", "-c", mounted, "sh")
                .and(directory.toString())
                .and(command);
    }
}
